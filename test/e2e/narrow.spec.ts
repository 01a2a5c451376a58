import type { Locator, Page } from '@playwright/test';
import { fillCampaign, sayRead, tickChecklist } from './campaigns.ts';
import { openAll, takenChat } from './chats.ts';
import { expect, test } from './journey.ts';
import { signedIn } from './people.ts';

// The coordinator's work with one thumb on the narrowest phone: 320 px, touch, no mouse.
const phone = { viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };

test('a campaign by thumb: made, pasted, approved by the other, sent, followed', async ({ browser }) => {
	const { page: marianne } = await signedIn(browser, 'marianne', phone);
	const { page: jonas } = await signedIn(browser, 'jonas', phone);
	await fits(marianne);

	await marianne.getByRole('navigation', { name: 'Hovedmeny' }).getByRole('link', { name: 'Kampanjer' }).tap();
	await expect(marianne.getByRole('heading', { level: 1 })).toContainText('kampanje');
	await fits(marianne);
	await marianne.getByRole('link', { name: 'Ny kampanje' }).first().tap();
	await expect(marianne.getByRole('heading', { level: 1 })).toHaveText('Ny kampanje');
	await fits(marianne);
	await fillCampaign(marianne, 'Med tommelen');
	await marianne.getByRole('button', { name: 'Lagre og legg til numre' }).tap();
	await expect(marianne.getByRole('heading', { level: 1 })).toHaveText('Med tommelen: hvem skal få den?');
	await fits(marianne);
	await marianne
		.getByLabel('Lim inn numre')
		.fill(['40008601', '40008602', '40008603', '40000103', '40000101', '22123456', '40008601'].join('\n'));
	await marianne.getByRole('button', { name: 'Sjekk lista' }).tap();
	await expect(marianne.getByRole('heading', { level: 1 })).toHaveText('Med tommelen: 3 kan kontaktes');
	await expect(marianne.getByRole('table', { name: /kunne ikke brukes/ })).toContainText('Fasttelefon');
	await fits(marianne);
	await marianne.getByRole('link', { name: 'Fortsett med 3' }).tap();
	await expect(marianne.getByRole('button', { name: 'Send til godkjenning' })).toBeVisible();
	await fits(marianne);
	await tickChecklist(marianne);
	await marianne.getByRole('button', { name: 'Send til godkjenning' }).tap();
	await expect(marianne.locator('main')).toContainText('Venter på at en kollega godkjenner');
	await fits(marianne);

	await jonas.goto('/');
	await fits(jonas);
	await jonas
		.getByRole('listitem')
		.filter({ hasText: '«Med tommelen» venter' })
		.getByRole('link', { name: 'Se på den' })
		.tap();
	await sayRead(jonas);
	await jonas.getByRole('button', { name: 'Godkjenn' }).tap();
	await expect(jonas.getByRole('button', { name: 'Send til 3' })).toBeVisible();
	await fits(jonas);

	await marianne.reload();
	await marianne.getByRole('button', { name: 'Send til 3' }).tap();
	await expect(marianne.getByRole('heading', { level: 1 })).toHaveText('Med tommelen: 3 av 3 er sendt');
	await expect(marianne.getByRole('row', { name: /Kom fram/ })).toContainText('3');
	await fits(marianne);
});

test('a contact by thumb in fewer than twelve taps', async ({ browser }) => {
	const { page } = await signedIn(browser, 'amir', phone);
	let taps = 0;
	const tap = async (target: Locator) => {
		taps += 1;
		await target.tap();
	};
	const chip = (name: string, question: string) =>
		page.getByRole('group', { name: question }).locator('label').filter({ hasText: name });
	await tap(page.getByRole('navigation', { name: 'Hovedmeny' }).getByRole('link', { name: 'Registrer' }));
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Registrer kontakten');
	await fits(page);
	await tap(chip('Vi', 'Hvem tok kontakt').first());
	await tap(chip('Kvinne', 'Kjønn'));
	await tap(chip('Ja', 'Selger eller bytter sex'));
	await tap(chip('Helse', 'Tema').first());
	await tap(chip('Økonomi', 'Tema'));
	await tap(chip('Fikk svar', 'Hva ble gjort'));
	await tap(page.getByRole('button', { name: 'Lagre', exact: true }));
	await expect(page.getByRole('status').filter({ hasText: 'Kontakten er lagret' })).toBeVisible();
	expect(taps).toBeLessThan(12);
	await fits(page);
});

test('everything else a coordinator meets fits too', async ({ browser }) => {
	const { page: marianne } = await signedIn(browser, 'marianne', phone);
	for (const url of [
		'/conversations',
		'/conversations?show=open',
		'/conversations?show=logged',
		'/conversations/log',
		'/chats',
		'/chats?show=open',
		'/chats/side',
		'/chats/welcome',
		'/opt-outs/withdrawals',
		'/opt-outs/stop-words?language=ro',
		'/contacts',
		'/report',
		'/unsettled',
		'/shifts',
		'/offers',
		'/offers/new',
		'/account',
		'/more',
		'/nothing-here'
	]) {
		await marianne.goto(url);
		await fits(marianne);
	}
	await marianne.goto('/arenas');
	await marianne
		.getByRole('link', { name: /^Sjekk før du skriver/ })
		.first()
		.tap();
	await marianne.getByLabel('Kallenavnet eller adressen').fill('lykt_prove_med_et_langt_kallenavn_uten_mellomrom');
	await marianne.getByRole('button', { name: 'Sjekk og hold av' }).tap();
	await expect(marianne.getByRole('button', { name: 'Jeg har skrevet' }).first()).toBeVisible();
	await fits(marianne);
	await marianne.goto('/campaigns');
	await marianne.getByRole('link', { name: 'Høst 2026', exact: true }).tap();
	await marianne
		.getByRole('link', { name: /valuering/ })
		.first()
		.tap();
	await expect(marianne).toHaveURL(/evaluation$/);
	await fits(marianne);
	await takenChat(browser, marianne, 'på en liten skjerm');
	await openAll(marianne);
	await fits(marianne);
	await marianne.goto('/conversations?show=open');
	await marianne.locator('main li a').first().tap();
	await expect(marianne.getByRole('log')).toBeVisible();
	await fits(marianne);
	const { page: sara } = await signedIn(browser, 'sara', phone);
	await sara.goto('/staff');
	for (const summary of await sara.locator('main summary').all()) await summary.tap();
	await fits(sara);
	await sara.goto('/evaluations');
	await fits(sara);
	const { page: jonas } = await signedIn(browser, 'jonas', phone);
	for (const url of [
		'/arenas',
		'/arenas/presence',
		'/arenas/ad-counts',
		'/shifts/plan',
		'/shifts/plan/new',
		'/shifts/plan/extra',
		'/programmes',
		'/programmes/activities',
		'/programmes/activities/new',
		'/aggregates/users',
		'/quotes',
		'/contacts/themes?theme=health'
	]) {
		await jonas.goto(url);
		await fits(jonas);
	}
	const nobody = await (await browser.newContext(phone)).newPage();
	for (const url of [
		'/sign-in',
		'/sign-in/second-step',
		'/phones',
		'/about/help',
		'/set-up/gone',
		'/invitation/gone'
	]) {
		await nobody.goto(url);
		await fits(nobody);
	}
});

/** Nothing sideways; every target at least 24 px, every button 44. A link in running text is as high as its line. */
async function fits(page: Page): Promise<void> {
	const found = await page.evaluate(() => {
		const small: string[] = [];
		const shown = (element: HTMLElement) =>
			element.checkVisibility({ visibilityProperty: true, opacityProperty: false });
		for (const element of document.querySelectorAll<HTMLElement>(
			'a[href], button, summary, select, textarea, input:not([type=hidden])'
		)) {
			if (!shown(element) || element.matches('.ds-skip-link, .sr-only')) continue;
			const target = element.closest<HTMLElement>('label') ?? element;
			const { width, height } = target.getBoundingClientRect();
			const inText =
				element.matches('a:not(.ds-button)') && element.parentElement!.matches('p, p *, td, th, li:not(nav li)');
			const least = element.matches('.ds-button, .lykt-nav a, .lykt-chip input') ? 44 : 24;
			if (!inText && (Math.round(height) < least || Math.round(width) < 24))
				small.push(`${Math.round(width)}×${Math.round(height)} ${element.outerHTML.slice(0, 110)}`);
		}
		const wide = [...document.querySelectorAll<HTMLElement>('body *')]
			.filter(
				(element) =>
					shown(element) &&
					element.getBoundingClientRect().right > 321 &&
					!element.closest('.scroll-x, .sr-only, thead')
			)
			.map((element) => element.outerHTML.slice(0, 110));
		return {
			small,
			wide: document.documentElement.scrollWidth > 320 ? wide.slice(0, 5) : [],
			width: document.documentElement.scrollWidth
		};
	});
	expect(found.wide, page.url()).toEqual([]);
	expect(found.width, page.url()).toBeLessThanOrEqual(320);
	expect(found.small, page.url()).toEqual([]);
}
