import { findFirefox, openFirefox } from './firefox.ts';
import { expect, test } from './journey.ts';
import { signedIn } from './people.ts';

// The visitor's journey once more in Debian's Firefox, which is not Playwright's: nothing may hang on one browser.
test.skip(!findFirefox(), 'SKIPPED: Debian’s Firefox (firefox-esr) is not installed');

test('in Firefox, without script and with: write, see the answer come by itself, go on, erase', async ({ browser }) => {
	const { page: ours, context } = await signedIn(browser, 'marianne', { baseURL: process.env.LYKT_STAFF_ORIGIN });
	for (const withScript of [false, true]) {
		const text = withScript ? 'skriver fra en firefox' : 'skriver fra en stille firefox';
		const firefox = await openFirefox({ withScript });
		try {
			await firefox.goto(process.env.LYKT_VISITOR_ORIGIN!);
			await firefox.type('#m', text);
			await firefox.click('#first button.main');
			await firefox.find('.code output');
			await firefox.see(text);

			await ours.goto('/chats');
			const waiting = ours.getByRole('listitem').filter({ hasText: text });
			await waiting.getByRole('button', { name: 'Ta samtalen' }).click();
			await expect(ours.getByRole('log')).toContainText(text);
			await ours.getByRole('textbox', { name: 'Svar' }).fill('Hei til deg som skriver.');
			await ours.getByRole('button', { name: 'Send', exact: true }).click();
			await firefox.see('Hei til deg som skriver.');

			await firefox.type('#w textarea', 'takk for svaret', !withScript);
			await firefox.click('#w .main', !withScript);
			await firefox.see('takk for svaret');
			await expect(ours.getByRole('log')).toContainText('takk for svaret');
			expect(new URL(await firefox.url()).pathname).toBe('/s');
			expect(await firefox.countCookies()).toBe(0);

			await firefox.click('.bar button[value=erase]');
			await firefox.see('Samtalen er slettet');
		} finally {
			await firefox.close();
		}
	}
	await context.close();
});
