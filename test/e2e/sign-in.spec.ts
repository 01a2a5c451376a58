import type { Browser, Page } from '@playwright/test';
import { createHmac } from 'node:crypto';
import { expect, test } from './journey.ts';
import { asOwnerOf } from './owner.ts';
import { signedIn } from './people.ts';

// Getting in, staying in, being let out. Colleagues are invited here, so that no other journey meets a changed account.
const password = 'en-lang-setning-om-lyktestolper';

test('a wrong password is said plainly, and what was typed in the other field is kept', async ({ page }) => {
	await page.goto('/sign-in');
	await fillIn(page, 'marianne@lanternen.example', 'not-the-password');
	await expect(page.getByRole('alert')).toContainText('E-posten og passordet hører ikke sammen');
	await expect(page.getByLabel('E-post')).toHaveValue('marianne@lanternen.example');
	await expect(page.getByLabel('Passord')).toHaveValue('');
	await fillIn(page, 'nobody@lanternen.example', 'not-the-password');
	await expect(page.getByRole('alert')).toContainText('E-posten og passordet hører ikke sammen'); // the same words: who has an account is not told
});

test('an invitation works once, and the colleague gets in with the role that was given', async ({ browser }) => {
	const { page: sara } = await signedIn(browser, 'sara');
	const link = await invite(sara, 'Liv Strand', 'liv@lanternen.example', 'Rådgiver');
	await expect(sara.getByText('liv@lanternen.example')).toBeVisible();

	const liv = await (await browser.newContext()).newPage();
	await liv.goto(link);
	await expect(liv.getByLabel('Navn')).toHaveValue('Liv Strand');
	await liv.getByLabel('Passord').fill('kort');
	await liv.locator('main form').evaluate((form: HTMLFormElement) => (form.noValidate = true));
	await liv.locator('main form button').click();
	await expect(liv.getByRole('alert')).toContainText('12');
	await liv.getByLabel('Passord').fill(password);
	await liv.locator('main form button').click();
	await expect(liv.getByRole('heading', { level: 1 })).toContainText('Hei, Liv');
	await expect(liv.getByRole('navigation', { name: 'Hovedmeny' })).not.toContainText('Folk');

	const late = await (await browser.newContext()).newPage();
	await late.goto(link);
	await expect(late.getByRole('heading', { level: 1 })).toHaveText('Lenka virker ikke lenger');
	await expect(late.locator('form[method=POST] input[type=password]')).toHaveCount(0);
});

test('a role that is changed works at once, and a closed account is out at once', async ({ browser }) => {
	const { page: sara } = await signedIn(browser, 'sara');
	const odd = await newColleague(browser, sara, 'Odd Myhre', 'odd@lanternen.example', 'Analytiker');
	await odd.goto('/campaigns/new');
	await expect(odd.getByRole('heading', { level: 1 })).toHaveText('Denne siden er ikke åpen for deg');

	const about = sara.getByRole('listitem').filter({ hasText: 'odd@lanternen.example' });
	await sara.goto('/staff');
	await about.getByText('Endre Odd Myhre').click();
	await about.getByRole('checkbox', { name: 'Rådgiver' }).check();
	await about.getByRole('button', { name: 'Lagre roller' }).click();
	await expect(sara.getByRole('status').first()).toBeVisible();
	await odd.goto('/campaigns/new');
	await expect(odd.getByRole('heading', { level: 1 })).toHaveText('Ny kampanje');

	await sara.goto('/staff');
	await about.getByText('Endre Odd Myhre').click();
	await about.getByRole('button', { name: 'Steng kontoen' }).first().click();
	await sara.getByRole('dialog').getByRole('button', { name: 'Steng kontoen' }).click();
	await expect(about).toContainText('Stengt');
	await odd.goto('/campaigns');
	await expect(odd).toHaveURL(/\/sign-in/);
	await fillIn(odd, 'odd@lanternen.example', password);
	await expect(odd.getByRole('alert')).toContainText('E-posten og passordet hører ikke sammen');
});

test('an administrator can neither close nor disarm the only administrator', async ({ browser }) => {
	const { page: sara } = await signedIn(browser, 'sara');
	await sara.goto('/staff');
	const me = sara.getByRole('listitem').filter({ hasText: 'sara@lanternen.example' });
	await expect(me).toContainText('Administrator');
	await expect(me.getByRole('button')).toHaveCount(0);
});

test('after ten wrong tries the account waits, for the right password too', async ({ browser }) => {
	const { page: sara } = await signedIn(browser, 'sara');
	const email = 'tor@lanternen.example';
	await newColleague(browser, sara, 'Tor Vang', email, 'Rådgiver');
	const tor = await (await browser.newContext()).newPage();
	await tor.goto('/sign-in');
	await fillIn(tor, email, password);
	await expect(tor.getByRole('heading', { level: 1 })).toContainText('Hei, Tor'); // it is the right password
	const stranger = await (await browser.newContext()).newPage();
	await stranger.goto('/sign-in');
	for (let tries = 0; tries < 10; tries++) {
		await fillIn(stranger, email, `guess number ${tries}`);
		await expect(stranger.getByRole('alert')).toContainText('E-posten og passordet hører ikke sammen');
	}
	await fillIn(stranger, email, password);
	await expect(stranger.getByRole('alert')).toContainText('For mange forsøk');
	await expect(stranger).toHaveURL(/sign-in/);
	await tor.goto('/account');
	await expect(tor.getByRole('heading', { level: 1 })).toHaveText('Tor Vang'); // whoever was in, stays in
});

test('two-step sign-in: on with a code, asked for, a back-up code once, off with the password', async ({ browser }) => {
	const { page: sara } = await signedIn(browser, 'sara');
	const email = 'eva@lanternen.example';
	const eva = await newColleague(browser, sara, 'Eva Moen', email, 'Rådgiver');
	await eva.goto('/account');
	await eva.getByLabel('Passord').fill('not-the-password');
	await eva.getByRole('button', { name: 'Slå på totrinn' }).click();
	await expect(eva.getByRole('alert')).toContainText('Passordet stemmer ikke');
	await eva.getByLabel('Passord').fill(password);
	await eva.getByRole('button', { name: 'Slå på totrinn' }).click();
	const secret = await eva.locator('main code').first().innerText();
	const backupCodes = await eva.locator('.codes li').allInnerTexts();
	expect(backupCodes.length).toBeGreaterThanOrEqual(8);
	await eva.getByLabel('Kode').fill(wrongCode(secret));
	await eva.getByRole('button', { name: 'Slå på', exact: true }).click();
	await expect(eva.getByRole('alert')).toBeVisible();
	expect(await eva.locator('main code').first().innerText()).toBe(secret); // the app need not be set up again
	await eva.getByLabel('Kode').fill(totp(secret));
	await eva.getByRole('button', { name: 'Slå på', exact: true }).click();
	await expect(eva.getByRole('status').first()).toBeVisible();

	const again = await (await browser.newContext()).newPage();
	await again.goto('/report');
	await fillIn(again, email, password);
	await expect(again.getByRole('heading', { level: 1 })).toHaveText('Ett steg til');
	await again.goto('/report');
	await expect(again).toHaveURL(/\/sign-in/); // half-way in is not in
	await fillIn(again, email, password);
	await again.getByLabel('Kode').fill(wrongCode(secret));
	await again.getByRole('button', { name: 'Fortsett' }).click();
	await expect(again.getByRole('alert')).toBeVisible();
	await again.getByLabel('Kode').fill(backupCodes[0]!);
	await again.getByRole('button', { name: 'Fortsett' }).click();
	await expect(again).toHaveURL(/\/report$/);

	const third = await (await browser.newContext()).newPage();
	await third.goto('/sign-in');
	await fillIn(third, email, password);
	await third.getByLabel('Kode').fill(backupCodes[0]!);
	await third.getByRole('button', { name: 'Fortsett' }).click();
	await expect(third.getByRole('alert')).toBeVisible();
	await third.getByLabel('Kode').fill(totp(secret));
	await third.getByRole('button', { name: 'Fortsett' }).click();
	await expect(third.getByRole('heading', { level: 1 })).toContainText('Hei, Eva');

	await third.goto('/account');
	await third.getByLabel('Passord').fill(password);
	await third.getByRole('button', { name: 'Slå av' }).click();
	await expect(third.getByRole('status').first()).toBeVisible();
	const fourth = await (await browser.newContext()).newPage();
	await fourth.goto('/sign-in');
	await fillIn(fourth, email, password);
	await expect(fourth.getByRole('heading', { level: 1 })).toContainText('Hei, Eva');
});

test('the session cookie is out of reach of scripts and other sites, and says nothing', async ({ browser }) => {
	const { page, context } = await signedIn(browser, 'jonas');
	const session = (await context.cookies()).find(({ name }) => name.includes('session_token'))!;
	expect(session).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/' });
	expect(session.value).not.toContain('jonas');
	expect(await page.evaluate(() => document.cookie)).not.toContain('session');
	const answer = await context.request.get('/');
	expect(answer.headers()).toMatchObject({
		'cache-control': 'no-store',
		'x-frame-options': 'DENY',
		'x-content-type-options': 'nosniff'
	});
});

test('half an hour without a sign of life ends the session; signing in leads back to the page', async ({ browser }) => {
	const { page } = await signedIn(browser, 'amir');
	await page.goto('/contacts?gender=woman');
	await expect(page).toHaveURL(/contacts\?gender=woman/);
	const idle = await inDatabase(
		`select max(extract(epoch from expires_at - now())) as left from staff_session s join staff_user u on u.id = s.user_id where u.email = 'amir@lanternen.example'`
	);
	expect(Number(idle[0]!.left)).toBeGreaterThan(28 * 60);
	expect(Number(idle[0]!.left)).toBeLessThanOrEqual(30 * 60);
	await inDatabase(
		`update staff_session set expires_at = now() - interval '1 minute' where user_id = (select id from staff_user where email = 'amir@lanternen.example')`
	);
	await page.reload();
	await expect(page).toHaveURL(/\/sign-in\?back=/);
	await fillIn(page, 'amir@lanternen.example', 'lykt-demo-2026');
	await expect(page).toHaveURL(/\/contacts\?gender=woman$/);
});

test('ten hours after sign-in the session ends, however busy', async ({ browser }) => {
	const { page } = await signedIn(browser, 'amir');
	const mine = `user_id = (select id from staff_user where email = 'amir@lanternen.example')`;
	await inDatabase(`update staff_session set created_at = now() - interval '9 hours 55 minutes' where ${mine}`);
	await page.goto('/contacts');
	await expect(page).toHaveURL(/\/contacts$/);
	await inDatabase(`update staff_session set created_at = now() - interval '11 hours' where ${mine}`);
	await page.goto('/contacts');
	await expect(page).toHaveURL(/\/sign-in\?back=/);
});

test('signing out ends the session on the server, not only in this browser', async ({ browser }) => {
	const { page, context } = await signedIn(browser, 'jonas');
	const kept = await context.cookies();
	await page.goto('/account');
	await page.getByRole('button', { name: 'Logg ut' }).click();
	await expect(page).toHaveURL(/\/sign-in\?left/);
	await expect(page.getByRole('status').first()).toContainText('logget ut');
	const thief = await browser.newContext();
	await thief.addCookies(kept);
	const stolen = await thief.newPage();
	await stolen.goto('/campaigns');
	await expect(stolen).toHaveURL(/\/sign-in/);
});

test('the way back after sign-in never leads to another place', async ({ page }) => {
	await page.goto('/sign-in?back=https://evil.example/');
	await fillIn(page, 'jonas@lanternen.example', 'lykt-demo-2026');
	await expect(page.getByRole('heading', { level: 1 })).toContainText('Hei, Jonas');
	await page.goto('/sign-in?back=//evil.example');
	expect(new URL(page.url()).origin).toBe(process.env.LYKT_STAFF_ORIGIN);
});

async function fillIn(page: Page, email: string, secret: string): Promise<void> {
	await page.getByLabel('E-post').fill(email);
	await page.getByLabel('Passord').fill(secret);
	const answered = page.waitForResponse((response) => response.request().method() === 'POST');
	await page.getByRole('button', { name: 'Logg inn' }).click();
	await answered;
}

/** @returns the link that the administrator would hand over. */
async function invite(administrator: Page, name: string, email: string, role: string): Promise<string> {
	await administrator.goto('/staff');
	const form = administrator.locator('form[action="?/invite"]');
	await form.getByLabel('Navn').fill(name);
	await form.getByLabel('E-post').fill(email);
	for (const box of await form.getByRole('checkbox').all()) await box.uncheck();
	await form.getByRole('checkbox', { name: role }).check();
	await form.getByRole('button', { name: 'Lag invitasjon' }).click();
	return (await administrator.locator('.link').innerText()).trim();
}

/** Somebody new, signed in, in a browser of their own. */
async function newColleague(
	browser: Browser,
	administrator: Page,
	name: string,
	email: string,
	role: string
): Promise<Page> {
	const link = await invite(administrator, name, email, role);
	const page = await (await browser.newContext()).newPage();
	await page.goto(link);
	await page.getByLabel('Passord').fill(password);
	await page.locator('main form button').click();
	await expect(page.getByRole('heading', { level: 1 })).toContainText(`Hei, ${name.split(' ')[0]}`);
	return page;
}

/** A code that is right neither now nor in the minutes around. */
function wrongCode(secret: string): string {
	const right = [-4, -3, -2, -1, 0, 1, 2, 3, 4].map((steps) => totp(secret, steps));
	return ['000000', '111111', '222222', '333333', '444444', '555555', '666666', '777777', '888888', '999999'].find(
		(code) => !right.includes(code)
	)!;
}

/** What an authenticator app shows for this secret (RFC 6238), now or some half minutes later. */
function totp(secret: string, steps = 0): string {
	const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
	const bits = [...secret.replace(/[\s=]/g, '')]
		.map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0'))
		.join('');
	const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
	const step = Buffer.alloc(8);
	step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
	const digest = createHmac('sha1', key).update(step).digest();
	const at = digest.at(-1)! & 15;
	return String((digest.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

/** Time passes faster than a test can wait. */
const inDatabase = async (query: string) => (await asOwnerOf(process.env.LYKT_DATA!, query)).rows;
