import type { Locator, Page } from '@playwright/test';
import { inDays } from './campaigns.ts';
import { expect, test } from './journey.ts';

// The work by keyboard alone. Nothing here touches a mouse: what Tab cannot reach, these journeys cannot do.
test('from sign-in to a campaign that is sent for approval', async ({ page }) => {
	await signInByKeys(page, 'marianne');

	await tabTo(page, page.getByRole('navigation', { name: 'Hovedmeny' }).getByRole('link', { name: 'Kampanjer' }));
	await page.keyboard.press('Enter');
	await expect(page).toHaveURL(/\/campaigns$/);
	await expect(page.getByRole('heading', { level: 1 })).toBeFocused(); // a new page begins at its answer
	await tabTo(page, page.getByRole('link', { name: 'Ny kampanje' }).first());
	await page.keyboard.press('Enter');
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Ny kampanje');
	await expect(page.getByRole('heading', { level: 1 })).toBeFocused();

	await tabTo(page, page.getByLabel('Navn'));
	await page.keyboard.type('Bare taster');
	await tabTo(page, page.getByLabel('Mål', { exact: true }));
	await page.keyboard.type('5 nye får vite om gratis vaksine');
	await tabTo(page, page.getByLabel('Hvor mange'));
	await page.keyboard.type('5');
	await tabTo(page, page.getByRole('button', { name: 'Lagre og legg til numre' }));
	await page.keyboard.press('Enter');

	await test.step('what is missing gets the focus, and leads to its field', async () => {
		const summary = page.getByRole('alert').first();
		await expect(summary).toBeFocused();
		await expect(summary).toContainText('Skriv meldinga på minst ett språk');
		await seesFocus(page);
		await page.keyboard.press('Tab');
		await page.keyboard.press('Enter');
		await expect(page.getByLabel('Tekst: norsk bokmål')).toBeFocused();
		await expect(page.getByLabel('Navn')).toHaveValue('Bare taster');
	});

	await page.keyboard.type('Hei! Marianne fra Lanternen her. Vi har gratis vaksine. Svar gjerne, eller svar STOPP.');
	await tabBackTo(page, page.getByLabel('Siste dag'));
	const [year, month, day] = (await inDays(page, 14)).split('-');
	await page.keyboard.type(`${month}${day}${year}`); // as this browser writes a date; it is filled in beforehand anyway
	await tabTo(page, page.getByRole('button', { name: 'Lagre og legg til numre' }));
	await page.keyboard.press('Space');
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Bare taster: hvem skal få den?');

	await tabTo(page, page.getByLabel('Lim inn numre'));
	for (const number of ['40008501', '40008502', '40008502']) {
		await page.keyboard.type(number);
		await page.keyboard.press('Enter');
	}
	await tabTo(page, page.getByRole('button', { name: 'Sjekk lista' }));
	await page.keyboard.press('Enter');
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Bare taster: 2 kan kontaktes');
	await tabTo(page, page.getByRole('link', { name: 'Fortsett med 2' }));
	await page.keyboard.press('Enter');

	await expect(page).toHaveURL(/\/campaigns\/[^/]+$/);
	await test.step('what was set aside can be opened and closed', async () => {
		const aside = page.locator('summary', { hasText: '1 linje ble lagt til side' });
		await tabTo(page, aside);
		await page.keyboard.press('Enter');
		await expect(page.getByText('Står flere ganger i lista')).toBeVisible();
		await page.keyboard.press('Space');
		await expect(page.getByText('Står flere ganger i lista')).toBeHidden();
	});

	for (const item of await page.getByRole('group', { name: 'Er tilbudet klart?' }).getByRole('checkbox').all()) {
		await tabTo(page, item);
		await page.keyboard.press('Space');
	}
	await tabTo(page, page.getByRole('button', { name: 'Send til godkjenning' }));
	await page.keyboard.press('Enter');
	await expect(page.locator('main')).toContainText('Venter på at en kollega godkjenner');

	await test.step('a question on top of the page takes the focus and gives it back', async () => {
		const ask = page.getByRole('button', { name: 'Kast kladden' }).first();
		await tabTo(page, ask);
		await page.keyboard.press('Enter');
		const dialog = page.getByRole('dialog');
		await expect(dialog).toBeVisible();
		await expect(dialog).toBeFocused();
		await page.keyboard.press('Tab');
		await expect(dialog.getByRole('button', { name: 'Kast kladden' })).toBeFocused();
		await seesFocus(page);
		await page.keyboard.press('Escape');
		await expect(dialog).toBeHidden();
		await expect(ask).toBeFocused();
	});
});

test('a contact with digits and Ctrl+Enter, and the next one at once', async ({ page }) => {
	await signInByKeys(page, 'marianne');
	await tabTo(page, page.getByRole('navigation', { name: 'Hovedmeny' }).getByRole('link', { name: 'Registrer' }));
	await page.keyboard.press('Enter');
	await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
	const checked = (question: string) =>
		page.getByRole('group', { name: question }).getByRole('radio', { checked: true });

	await tabTo(page, checked('Kjønn'));
	await page.keyboard.press('2');
	await expect(checked('Kjønn')).toHaveAccessibleName(/Kvinne/);
	await seesFocus(page);
	await page.keyboard.press('Tab');
	await page.keyboard.press('1');
	await expect(checked('Selger eller bytter sex')).toHaveAccessibleName(/^Ja/);
	const themes = page.getByRole('group', { name: 'Tema' });
	await tabTo(page, themes.getByRole('checkbox').first());
	await page.keyboard.press('1');
	await page.keyboard.press('5');
	await expect(themes.getByRole('checkbox', { checked: true })).toHaveCount(2);
	await page.keyboard.press('ArrowDown'); // a checkbox does nothing on an arrow; the page may scroll
	await page.keyboard.press('Control+Enter');
	await expect(page.getByRole('status').filter({ hasText: 'Kontakten er lagret' })).toBeVisible();

	await page.goto('/contacts/new?channel=sms');
	await tabTo(page, page.getByRole('button', { name: 'Lagre og ta neste' }));
	await page.keyboard.press('Enter');
	await expect(page.getByRole('status').filter({ hasText: 'Kontakten er lagret' })).toBeVisible();
	await expect(page.getByRole('group', { name: 'Kjønn' }).getByRole('radio').first()).toBeFocused();
});

test('the first Tab offers to skip the menu, and skipping skips it', async ({ page }) => {
	await signInByKeys(page, 'jonas');
	await page.goto('/campaigns');
	await page.keyboard.press('Tab');
	const skip = page.getByRole('link', { name: 'Hopp til innholdet' });
	await expect(skip).toBeFocused();
	await expect(skip).toBeInViewport();
	await page.keyboard.press('Enter');
	await page.keyboard.press('Tab');
	expect(await page.evaluate(() => Boolean(document.activeElement?.closest('main')))).toBe(true);
});

test('wherever Tab goes, the focus can be seen, in both schemes', async ({ page }) => {
	await signInByKeys(page, 'marianne');
	for (const colorScheme of ['light', 'dark'] as const) {
		await page.emulateMedia({ colorScheme });
		for (const url of ['/', '/campaigns/new', '/contacts', '/contacts/new', '/report', '/account']) {
			await page.goto(url);
			let stops = 0;
			for (; stops < 60; stops++) {
				await page.keyboard.press('Tab');
				if (await page.evaluate(() => document.activeElement === document.body)) break;
				await seesFocus(page);
				if (await page.evaluate(() => document.activeElement?.closest('footer') !== null)) break;
			}
			expect(stops, url).toBeGreaterThan(5);
		}
	}
});

async function signInByKeys(page: Page, who: string): Promise<void> {
	await page.goto('/sign-in');
	await tabTo(page, page.getByLabel('E-post'));
	await page.keyboard.type(`${who}@lanternen.example`);
	await tabTo(page, page.getByLabel('Passord'));
	await page.keyboard.type('lykt-demo-2026');
	await page.keyboard.press('Enter');
	await expect(page.getByRole('heading', { level: 1 })).toContainText('Hei,');
}

const tabTo = (page: Page, target: Locator) => walkTo(page, target, 'Tab');
const tabBackTo = (page: Page, target: Locator) => walkTo(page, target, 'Shift+Tab');

/** Presses Tab until the target has focus, and looks on the way: each stop must be seen. */
async function walkTo(page: Page, target: Locator, key: 'Tab' | 'Shift+Tab'): Promise<void> {
	await target.waitFor();
	for (let stops = 0; stops < 80; stops++) {
		await page.keyboard.press(key);
		if (await page.evaluate(() => document.activeElement === document.body)) continue; // out of the page and in again
		await seesFocus(page);
		if (await target.evaluate((element) => element === document.activeElement)) return;
	}
	throw new Error(`Tab does not reach ${String(target)}`);
}

/** An outline or a shadow on what has focus, or on the chip around it, that is on the screen and not under a bar. */
async function seesFocus(page: Page): Promise<void> {
	let seen = await look(page);
	// What is said above it may come a moment later: then it is brought back into sight.
	for (let again = 0; again < 20 && !(seen.ring && seen.inside && !seen.covered); again++) {
		await page.waitForTimeout(100);
		seen = await look(page);
	}
	expect(seen, `focus on ${seen.what}`).toMatchObject({ ring: true, inside: true, covered: false });
}

const look = (page: Page) =>
	page.evaluate(() => {
		const focused = document.activeElement as HTMLElement;
		const drawn = focused.closest<HTMLElement>('.lykt-chip') ?? focused;
		const style = getComputedStyle(drawn);
		const ring = (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== 'none';
		const box = drawn.getBoundingClientRect();
		const inside = box.bottom > 0 && box.top < innerHeight && box.width > 0;
		const middle = document.elementFromPoint(
			box.left + box.width / 2,
			Math.min(Math.max(box.top + box.height / 2, 1), innerHeight - 1)
		);
		const covered = middle !== null && !drawn.contains(middle) && !middle.contains(drawn);
		return { ring: ring || focused.matches('h1, main'), inside, covered, what: focused.outerHTML.slice(0, 120) };
	});
