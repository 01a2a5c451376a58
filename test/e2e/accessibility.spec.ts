import type { Page } from '@playwright/test';
import axe from 'axe-core';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { access } from '../../src/access.ts';
import { approve, idIn, makeCampaign, send, submit, threeDaysLater, writeFrom } from './campaigns.ts';
import { openAll, takenChat } from './chats.ts';
import { expect, test } from './journey.ts';
import { signedIn, type DemoPerson } from './people.ts';

// Every page, in its states, as somebody who may see it: WCAG 2.2 AA by axe in both schemes, one heading, a title of its
// own, no sideways scroll at 320 px, and the language that was chosen.
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const place = {
	empty: '',
	draft: '',
	submitted: '',
	approved: '',
	running: '',
	closed: '',
	conversation: '',
	chat: '',
	chatClosed: '',
	contact: '',
	pictogram: '',
	pictogramVersion: '',
	text: '',
	arena: '',
	offer: '',
	import: '',
	publication: '',
	programme: '',
	goal: '',
	activity: ''
};

interface State {
	name: string;
	who: DemoPerson | 'nobody';
	url: () => string;
	/** What is done on the page before it is looked at. */
	act?: (page: Page) => Promise<unknown>;
	status?: number;
	/** What stands there was written in Norwegian by somebody, and stays so whatever language the page is in. */
	isWritten?: boolean;
}

const sendForm = async (page: Page, form = 'main form') => {
	await page
		.locator(form)
		.first()
		.evaluate((element: HTMLFormElement) => (element.noValidate = true));
	await page.locator(form).first().locator('button:not([type=button]):visible').first().click();
	await expect(page.getByRole('alert').first()).toBeVisible();
};

const saveNothing = async (page: Page, verb = 'Lagre piktogrammet') => {
	await page.locator('main form').evaluate((element: HTMLFormElement) => (element.noValidate = true));
	await page.getByRole('button', { name: verb }).last().click();
	await expect(page.getByRole('alert').first()).toBeVisible();
};

const states: State[] = [
	{ name: 'sign-in', who: 'nobody', url: () => '/sign-in' },
	{ name: 'sign-in, wrong', who: 'nobody', url: () => '/sign-in', act: (page) => sendForm(page) },
	{ name: 'sign-in, after leaving', who: 'nobody', url: () => '/sign-in?left' },
	{ name: 'second step', who: 'nobody', url: () => '/sign-in/second-step' },
	{ name: 'second step, wrong', who: 'nobody', url: () => '/sign-in/second-step', act: (page) => sendForm(page) },
	{ name: 'set-up, link gone', who: 'nobody', url: () => '/set-up/gone' },
	{ name: 'invitation, link gone', who: 'nobody', url: () => '/invitation/gone' },
	{ name: 'new password, link gone', who: 'nobody', url: () => '/new-password/gone' },
	{ name: 'privacy', who: 'nobody', url: () => '/about/privacy' },
	{ name: 'accessibility', who: 'nobody', url: () => '/about/accessibility' },
	{ name: 'help', who: 'nobody', url: () => '/about/help' },
	{ name: 'phones', who: 'nobody', url: () => '/phones' },
	{ name: 'not found, outside', who: 'nobody', url: () => '/nothing-here', status: 404 },
	{ name: 'today with work', who: 'jonas', url: () => '/' },
	{ name: 'today without', who: 'sara', url: () => '/' },
	{ name: 'more', who: 'marianne', url: () => '/more' },
	{ name: 'opting a number out', who: 'marianne', url: () => '/opt-outs' },
	{ name: 'opting out, nothing written', who: 'amir', url: () => '/opt-outs', act: (page) => sendForm(page) },
	{ name: 'account', who: 'marianne', url: () => '/account' },
	{ name: 'account, wrong password', who: 'marianne', url: () => '/account', act: (page) => sendForm(page) },
	{
		name: 'account, two steps begun',
		who: 'amir',
		url: () => '/account',
		act: async (page) => {
			await page.getByLabel('Passord').fill('lykt-demo-2026');
			await page.getByRole('button', { name: 'Slå på totrinn' }).click();
			await expect(page.locator('.codes')).toBeVisible();
		}
	},
	{ name: 'colleagues', who: 'sara', url: () => '/staff' },
	{
		name: 'colleagues, invitation wrong',
		who: 'sara',
		url: () => '/staff',
		act: (page) => sendForm(page, 'form[action="?/invite"]')
	},
	{
		name: 'colleagues, everything open',
		who: 'sara',
		url: () => '/staff',
		act: async (page) => {
			for (const summary of await page.locator('main summary').all()) await summary.click();
			await page.getByRole('button', { name: 'Steng kontoen' }).first().click();
			await expect(page.getByRole('dialog')).toBeVisible();
		}
	},
	{ name: 'pictograms', who: 'marianne', url: () => '/pictograms' },
	{ name: 'a pictogram', who: 'marianne', url: () => `/pictograms/${place.pictogram}` },
	{
		name: 'a pictogram, round wrong',
		who: 'marianne',
		url: () => `/pictograms/${place.pictogram}`,
		act: async (page) => {
			await page.locator('main summary').first().click();
			await sendForm(page, 'form[action="?/round"]');
		}
	},
	{ name: 'a pictogram, read only', who: 'amir', url: () => `/pictograms/${place.pictogram}` },
	{ name: 'a new pictogram', who: 'marianne', url: () => '/pictograms/new' },
	{ name: 'a new pictogram, wrong', who: 'marianne', url: () => '/pictograms/new', act: (page) => saveNothing(page) },
	{ name: 'a next version', who: 'marianne', url: () => `/pictograms/${place.pictogram}/change` },
	{ name: 'a sheet', who: 'marianne', url: () => `/pictograms/version/${place.pictogramVersion}/print` },
	{ name: 'texts', who: 'marianne', url: () => '/texts' },
	{ name: 'standard answers', who: 'marianne', url: () => '/texts?kind=answer' },
	{ name: 'a new text, missing', who: 'marianne', url: () => '/texts/new', act: (page) => sendForm(page) },
	{ name: 'a text, by its writer', who: 'marianne', url: () => `/texts/${place.text}` },
	{ name: 'a text, by its reader', who: 'jonas', url: () => `/texts/${place.text}` },
	{ name: 'a text, changing', who: 'marianne', url: () => `/texts/${place.text}/edit` },
	{ name: 'word lists', who: 'jonas', url: () => '/texts/words?list=inclusive' },
	{ name: 'services elsewhere', who: 'marianne', url: () => '/directory' },
	{ name: 'emergency numbers', who: 'jonas', url: () => '/directory/emergency' },
	{ name: 'campaigns', who: 'marianne', url: () => '/campaigns' },
	{
		name: 'new campaign',
		who: 'marianne',
		url: () => '/campaigns/new',
		act: (page) => page.getByText('Flere språk').click()
	},
	{ name: 'new campaign, no template', who: 'marianne', url: () => '/campaigns/new', act: (page) => sendForm(page) },
	{
		name: 'new campaign, missing',
		who: 'marianne',
		url: () => '/campaigns/new',
		act: (page) => saveNothing(page, 'Lagre og legg til numre')
	},
	{ name: 'campaign without list', who: 'marianne', url: () => `/campaigns/${place.empty}` },
	{ name: 'campaign, changing', who: 'marianne', url: () => `/campaigns/${place.draft}/edit` },
	{ name: 'list, empty', who: 'marianne', url: () => `/campaigns/${place.empty}/audience` },
	{
		name: 'list, nothing pasted',
		who: 'marianne',
		url: () => `/campaigns/${place.empty}/audience`,
		act: (page) => sendForm(page)
	},
	{
		name: 'list, lines refused',
		who: 'marianne',
		url: () => `/campaigns/${place.empty}/audience`,
		act: async (page) => {
			await page.getByLabel('Lim inn numre').fill('22123456\n4123456\n113\n40008099');
			await page.getByRole('button', { name: 'Sjekk lista' }).click();
			await expect(page.getByRole('table', { name: /kunne ikke brukes/ })).toBeVisible();
		}
	},
	{ name: 'list, checked', who: 'marianne', url: () => `/campaigns/${place.draft}/audience` },
	{
		name: 'campaign, draft',
		who: 'marianne',
		url: () => `/campaigns/${place.draft}`,
		act: (page) => page.locator('main summary').first().click()
	},
	{
		name: 'campaign, throwing away',
		who: 'marianne',
		url: () => `/campaigns/${place.draft}`,
		act: async (page) => {
			await page.getByRole('button', { name: 'Kast kladden' }).first().click();
			await expect(page.getByRole('dialog')).toBeVisible();
		}
	},
	{ name: 'campaign, waiting for approval', who: 'jonas', url: () => `/campaigns/${place.submitted}` },
	{ name: 'campaign, approved', who: 'marianne', url: () => `/campaigns/${place.approved}` },
	{ name: 'campaign, running', who: 'marianne', url: () => `/campaigns/${place.running}` },
	{ name: 'campaign, closed', who: 'marianne', url: () => `/campaigns/${place.closed}` },
	{ name: 'call list', who: 'jonas', url: () => `/campaigns/${place.running}/call` },
	{ name: 'call list, nobody', who: 'jonas', url: () => `/campaigns/${place.closed}/call` },
	{
		name: 'call, with a number',
		who: 'marianne',
		url: () => `/campaigns/${place.running}/call`,
		act: (page) => page.getByText('Ringer du fra en annen telefon?').click()
	},
	{
		name: 'call, no answer chosen',
		who: 'marianne',
		url: () => `/campaigns/${place.running}/call`,
		act: (page) => sendForm(page)
	},
	{ name: 'check, in a campaign', who: 'marianne', url: () => `/check?campaign=${place.running}` },
	{ name: 'check, on an arena', who: 'marianne', url: () => `/check?arena=${place.arena}` },
	{
		name: 'check, nothing written',
		who: 'marianne',
		url: () => `/check?arena=${place.arena}`,
		act: (page) => sendForm(page, 'form[action^="?/check"]')
	},
	{ name: 'check, one held', who: 'jonas', url: () => `/check?arena=${place.arena}` },
	{ name: 'check, without a task', who: 'jonas', url: () => '/check', status: 403 },
	{ name: 'nothing unsettled', who: 'jonas', url: () => '/unsettled' },
	{ name: 'evaluation of a running campaign', who: 'marianne', url: () => `/campaigns/${place.running}/evaluation` },
	{ name: 'evaluation of a closed campaign', who: 'jonas', url: () => `/campaigns/${place.closed}/evaluation` },
	{ name: 'evaluations', who: 'sara', url: () => '/evaluations' },
	{ name: 'conversations', who: 'marianne', url: () => '/conversations' },
	{ name: 'conversations, all', who: 'marianne', url: () => '/conversations?show=open' },
	{ name: 'conversations, none', who: 'marianne', url: () => '/conversations?show=closed' },
	{ name: 'conversations, written down', who: 'marianne', url: () => '/conversations?show=logged' },
	{ name: 'write down a conversation', who: 'marianne', url: () => '/conversations/log' },
	{
		name: 'write down a conversation, faults',
		who: 'marianne',
		url: () => '/conversations/log',
		act: (page) => page.getByRole('button', { name: 'Skriv opp' }).click()
	},
	{ name: 'wants to hear from us again', who: 'jonas', url: () => '/opt-outs/withdrawals' },
	{ name: 'stop words', who: 'jonas', url: () => '/opt-outs/stop-words?language=ro' },
	{ name: 'conversation', who: 'marianne', url: () => `/conversations/${place.conversation}` },
	{
		name: 'conversation, empty answer',
		who: 'marianne',
		url: () => `/conversations/${place.conversation}`,
		act: (page) => sendForm(page, 'form[action="?/answer"]')
	},
	{ name: 'opting a number out', who: 'marianne', url: () => '/opt-outs' },
	{ name: 'opting out, nothing written', who: 'marianne', url: () => '/opt-outs', act: (page) => sendForm(page) },
	{ name: 'chats', who: 'marianne', url: () => '/chats?show=open' },
	{ name: 'chats, as a peer', who: 'amir', url: () => '/chats' },
	{ name: 'chats side by side', who: 'marianne', url: () => '/chats/side' },
	{ name: 'a word of welcome', who: 'amir', url: () => '/chats/welcome' },
	{
		name: 'a word of welcome, unknown',
		who: 'amir',
		url: () => '/chats/welcome',
		act: async (page) => {
			await page.getByLabel('Ordet').fill('noe helt annet');
			await page.getByRole('button', { name: 'Finn hvem' }).click();
		}
	},
	{ name: 'peers', who: 'jonas', url: () => '/staff/peers' },
	{ name: 'chats, passed on', who: 'marianne', url: () => '/chats?show=closed&told=handedOver' },
	{
		name: 'a chat, everything open, something personal written',
		who: 'marianne',
		url: () => `/chats/${place.chat}`,
		act: async (page) => {
			await openAll(page);
			await page.getByLabel('Svaret ditt').fill('Ring 900 00 012, resultatet ditt er klart');
			await page.getByRole('button', { name: 'Send', exact: true }).click();
			await expect(page.getByRole('status')).toContainText('Ingenting er sendt');
		}
	},
	{ name: 'a chat that a colleague has', who: 'jonas', url: () => `/chats/${place.chat}` },
	{ name: 'a chat, ended', who: 'jonas', url: () => `/chats/${place.chatClosed}?done` },
	{ name: 'contacts', who: 'marianne', url: () => '/contacts' },
	{ name: 'contacts, none fit', who: 'marianne', url: () => '/contacts?from=2001-01-01&to=2001-01-02' },
	{ name: 'referrals', who: 'marianne', url: () => '/contacts/referrals' },
	{ name: 'contact, new', who: 'marianne', url: () => '/contacts/new' },
	{
		name: 'contact, wrong day',
		who: 'marianne',
		url: () => '/contacts/new',
		act: async (page) => {
			await page.getByLabel('Dag').fill('');
			await sendForm(page);
		}
	},
	{ name: 'contact, correcting', who: 'marianne', url: () => `/contacts/${place.contact}` },
	{ name: 'places', who: 'jonas', url: () => '/arenas' },
	{
		name: 'places, wrong',
		who: 'jonas',
		url: () => '/arenas',
		act: (page) => sendForm(page, 'aside form, form[action="?/add"]')
	},
	{
		name: 'one place',
		who: 'jonas',
		url: () => `/arenas/${place.arena}`,
		act: async (page) => {
			for (const summary of await page.locator('main summary').all()) await summary.click();
		}
	},
	{
		name: 'one place, wrong plan',
		who: 'jonas',
		url: () => `/arenas/${place.arena}`,
		act: async (page) => {
			await page.locator('summary', { hasText: 'Legg til en fast tid' }).click();
			await sendForm(page, 'main form[action="?/plan"]');
		}
	},
	{ name: 'presence of a week', who: 'amir', url: () => '/arenas/presence?done=held' },
	{ name: 'presence, a week long ago', who: 'sara', url: () => '/arenas/presence?week=2020-W53' },
	{ name: 'counting ads', who: 'amir', url: () => '/arenas/ad-counts?week=2020-W53&saved=2' },
	{
		name: 'counting ads, wrong',
		who: 'marianne',
		url: () => '/arenas/ad-counts?week=2020-W52',
		act: async (page) => {
			await page.locator('main input[inputmode]').first().fill('mange');
			await sendForm(page);
		}
	},
	{ name: 'shifts', who: 'marianne', url: () => '/shifts' },
	{ name: 'shifts, another week, something done', who: 'amir', url: () => '/shifts?week=2026-W53&done=taken' },
	{ name: 'planning shifts', who: 'jonas', url: () => '/shifts/plan' },
	{
		name: 'closing a day, wrong',
		who: 'jonas',
		url: () => '/shifts/plan',
		act: (page) => sendForm(page, 'form[action="?/close"]')
	},
	{ name: 'a regular shift', who: 'jonas', url: () => '/shifts/plan/new' },
	{ name: 'a regular shift, wrong', who: 'jonas', url: () => '/shifts/plan/new', act: (page) => sendForm(page) },
	{ name: 'an extra shift', who: 'jonas', url: () => '/shifts/plan/extra' },
	{ name: 'figures', who: 'jonas', url: () => '/report' },
	{ name: 'figures beside another period', who: 'jonas', url: () => '/report?compare=on&class=forum' },
	{ name: 'figures for people outside', who: 'marianne', url: () => '/report?view=public' },
	{ name: 'figures, none', who: 'jonas', url: () => '/report?from=2001-01-01&to=2001-01-02' },
	{ name: 'year reports', who: 'jonas', url: () => '/publications' },
	{ name: 'new year report', who: 'jonas', url: () => '/publications/new' },
	{ name: 'a year report', who: 'jonas', url: () => `/publications/${place.publication}`, isWritten: true },
	{
		name: 'a year report as it will be',
		who: 'jonas',
		url: () => `/publications/${place.publication}/preview`,
		isWritten: true
	},
	{ name: 'a question of one’s own', who: 'jonas', url: () => '/questions?rows=gender&columns=outcome' },
	{ name: 'a question that cannot be asked', who: 'jonas', url: () => '/questions?rows=arena&view=public' },
	{ name: 'earlier years, no file', who: 'jonas', url: () => '/import', act: (page) => sendForm(page) },
	{ name: 'a file with faults', who: 'jonas', url: () => `/import/${place.import}` },
	{ name: 'offers', who: 'amir', url: () => '/offers' },
	{ name: 'an offer', who: 'jonas', url: () => `/offers/${place.offer}` },
	{ name: 'an offer, changing', who: 'jonas', url: () => `/offers/${place.offer}/edit` },
	{ name: 'a new offer', who: 'jonas', url: () => '/offers/new' },
	{ name: 'a new offer, missing', who: 'jonas', url: () => '/offers/new', act: (page) => sendForm(page) },
	{ name: 'the tally at the desk', who: 'amir', url: () => `/offers/${place.offer}/tally` },
	{
		name: 'themes, one of them open',
		who: 'jonas',
		url: () => '/contacts/themes?theme=praise',
		act: (page) => sendForm(page, 'form[action="?/add"]')
	},
	{
		name: 'contact, new, everything open',
		who: 'amir',
		url: () => '/contacts/new',
		act: async (page) => {
			await page.getByRole('checkbox', { name: 'Helse', exact: true }).check();
			await openAll(page);
		}
	},
	{ name: 'programmes', who: 'amir', url: () => '/programmes' },
	{ name: 'a new programme, missing', who: 'jonas', url: () => '/programmes/new', act: (page) => sendForm(page) },
	{
		name: 'a programme, everything open',
		who: 'jonas',
		url: () => `/programmes/${place.programme}`,
		act: (page) => openAll(page)
	},
	{ name: 'a programme, changing', who: 'jonas', url: () => `/programmes/${place.programme}/edit` },
	{
		name: 'a goal, everything open',
		who: 'jonas',
		url: () => `/programmes/${place.programme}/goals/${place.goal}`,
		act: (page) => openAll(page)
	},
	{ name: 'a goal, read', who: 'sara', url: () => `/programmes/${place.programme}/goals/${place.goal}` },
	{ name: 'meetings', who: 'amir', url: () => '/programmes/activities?done=added' },
	{
		name: 'a meeting, wrong',
		who: 'amir',
		url: () => '/programmes/activities/new',
		act: async (page) => {
			await page.getByLabel('Hvilke organisasjoner').fill('900 00 012');
			await sendForm(page);
		}
	},
	{ name: 'a meeting, correcting', who: 'amir', url: () => `/programmes/activities/${place.activity}` },
	{ name: 'numbers from elsewhere', who: 'sara', url: () => '/aggregates' },
	{
		name: 'a sheet of numbers, wrong, everything open',
		who: 'sara',
		url: () => '/aggregates/users',
		act: async (page) => {
			await page.locator('[id="all.users"]').fill('mange');
			await sendForm(page, 'form[action^="?/save"]');
			await openAll(page);
		}
	},
	{ name: 'a sheet of numbers, for everybody', who: 'sara', url: () => '/aggregates/nationalities?view=public' },
	{
		name: 'quotes, one that may lead to a person',
		who: 'marianne',
		url: () => '/quotes',
		act: async (page) => {
			await page.getByLabel('Sitatet').fill('Jeg traff Kari.');
			await sendForm(page, 'form[action="?/propose"]');
		}
	},
	{ name: 'not for this role', who: 'amir', url: () => '/staff', status: 403 },
	{ name: 'not found, inside', who: 'amir', url: () => '/contacts/nonsense', status: 404 }
];

test.describe.configure({ mode: 'serial' });

test.beforeAll(async ({ browser }) => {
	const { page: marianne, context } = await signedIn(browser, 'marianne');
	const { page: jonas, context: his } = await signedIn(browser, 'jonas');
	const numbers = (from: number, count: number) => Array.from({ length: count }, (_, at) => String(from + at));
	place.empty = await makeCampaign(marianne, { name: 'Uten liste', numbers: [] });
	place.draft = await makeCampaign(marianne, {
		name: 'Med liste',
		numbers: [...numbers(40008001, 12), '40008001', '40000103', '40000101', '22123456']
	});
	place.submitted = await makeCampaign(marianne, { name: 'Til godkjenning', numbers: numbers(40008101, 3) });
	await submit(marianne, place.submitted);
	place.approved = await makeCampaign(marianne, { name: 'Godkjent', numbers: numbers(40008201, 3) });
	await submit(marianne, place.approved);
	await approve(jonas, place.approved);
	place.running = await makeCampaign(marianne, { name: 'Går nå', numbers: numbers(40008301, 6) });
	await submit(marianne, place.running);
	await approve(jonas, place.running);
	await send(marianne, place.running, 6);
	await writeFrom(marianne, '+4740008301', 'Hei, når er dere åpne?');
	await expect(async () => {
		await marianne.goto('/conversations');
		const row = marianne.getByRole('listitem').filter({ hasText: 'når er dere åpne' });
		place.conversation = idIn((await row.getByRole('link').first().getAttribute('href', { timeout: 1000 }))!);
	}).toPass();
	place.chat = await takenChat(browser, marianne, 'hei er dette anonymt?');
	place.chatClosed = await takenChat(browser, jonas, 'takk for i går');
	await jonas.getByRole('button', { name: 'Avslutt', exact: true }).click();
	await jonas.getByRole('button', { name: 'Avslutt samtalen' }).click();
	await expect(jonas.getByText('Samtalen er avsluttet', { exact: true })).toBeVisible();
	await threeDaysLater(marianne);
	await marianne.goto(`/campaigns/${place.running}/call`);
	await marianne.getByRole('button', { name: 'Ta det neste nummeret' }).click();
	await expect(marianne.getByRole('link', { name: 'Ring', exact: true })).toBeVisible();
	await jonas.goto('/arenas');
	place.arena = idIn((await jonas.locator('main a[href^="/check?arena="]').first().getAttribute('href'))!);
	await jonas.goto(`/check?arena=${place.arena}`);
	await jonas.getByLabel('Kallenavnet eller adressen').fill('lykt_prove_a11y');
	await jonas.getByRole('button', { name: 'Sjekk og hold av' }).click();
	await expect(jonas.getByRole('button', { name: 'Jeg har skrevet' })).toBeVisible();
	const file = {
		name: 'foer.csv',
		mimeType: 'text/csv',
		buffer: Buffer.from('Dato;Kjønn\n1.3.2012;mann\n2.3.2012;gutt\n')
	};
	await jonas.goto('/import');
	await jonas.getByLabel('Fil med én kontakt').setInputFiles(file);
	await jonas.getByRole('button', { name: 'Se gjennom fila' }).click();
	await jonas.waitForURL(/\/import\/[0-9a-f-]{36}$/);
	place.import = idIn(new URL(jonas.url()).pathname);
	await jonas.goto('/publications/new');
	await jonas.getByLabel('Tittel').fill('Årsrapport for prøve');
	await jonas.getByLabel('Bare for oss').check();
	await jonas.getByRole('button', { name: 'Begynn på rapporten' }).click();
	await jonas.waitForURL(/\/publications\/[0-9a-f-]{36}/);
	place.publication = idIn(new URL(jonas.url()).pathname);
	await marianne.goto('/campaigns');
	place.closed = idIn((await marianne.getByRole('link', { name: 'Høst 2026', exact: true }).getAttribute('href'))!);
	await marianne.goto('/offers');
	place.offer = idIn(
		(await marianne.locator('main a[href^="/offers/"]:not([href$="/new"])').first().getAttribute('href'))!
	);
	await marianne.goto('/texts');
	place.text = idIn((await marianne.getByRole('link', { name: 'Vaksine om vinteren' }).getAttribute('href'))!);
	await marianne.goto('/pictograms');
	place.pictogram = idIn((await marianne.getByRole('link', { name: 'Fire tilbud' }).getAttribute('href'))!);
	await marianne.getByRole('link', { name: 'Fire tilbud' }).click();
	const sheet = marianne.getByRole('link', { name: 'Skriv ut versjon 2' });
	place.pictogramVersion = idIn((await sheet.getAttribute('href'))!);
	await jonas.goto('/programmes');
	await jonas.getByRole('link', { name: /^Lys på nett/ }).click();
	const goal = jonas.getByRole('link', { name: /^B: / });
	const steps = (await goal.getAttribute('href'))!.split('/');
	[place.programme, place.goal] = [steps[2]!, steps[4]!];
	await jonas.goto('/programmes/activities');
	place.activity = idIn((await jonas.locator('main table a').first().getAttribute('href'))!);
	await marianne.goto('/contacts');
	place.contact = idIn((await marianne.locator('main table a').first().getAttribute('href'))!);
	await context.close();
	await his.close();
});

/** Says nothing but that it is off, unless messages are sent by hand: send-by-hand.spec.ts looks at it. */
const onlyByHand = '/(staff)/campaigns/[id]/send-by-hand';

test('every page of the route table is looked at', () => {
	const shown = states.map(({ url }) => url().split('?')[0]!);
	const pages = Object.entries(access)
		.map(([route]) => route)
		.filter(
			(route) =>
				/^\/\((open|staff)\)/.test(route) &&
				route !== onlyByHand &&
				!/\/(news|progress|refused|faults|file|check-text|png|csv|calendar|calendar\/\[secret\]|picture\/\[name\]|\[file\])$/.test(
					route
				)
		);
	expect(pages.length).toBeGreaterThan(15);
	for (const route of pages) {
		const address = route.replace(/^\/\(\w+\)/, '') || '/';
		const pattern = new RegExp(`^${address.replace(/\[\w+\]/g, '[^/]+')}$`);
		expect(
			shown.some((url) => pattern.test(url)),
			`no state shows ${route}`
		).toBe(true);
	}
});

const titles = new Map<string, string>();

for (const who of ['nobody', 'marianne', 'jonas', 'sara', 'amir'] as const) {
	test(`axe finds nothing in light or dark, and nothing scrolls sideways: ${who}`, async ({ browser }) => {
		const mine = states.filter((state) => state.who === who);
		test.setTimeout(240_000 + mine.length * 15_000);
		// Without movement: a button that is on its way from one scheme to the other has the colours of neither.
		const options = {
			viewport: { width: 1280, height: 800 },
			colorScheme: 'light' as const,
			reducedMotion: 'reduce' as const
		};
		const page =
			who === 'nobody'
				? await (await browser.newContext(options)).newPage()
				: (await signedIn(browser, who, options)).page;
		for (const state of mine) {
			await test.step(state.name, async () => {
				await page.setViewportSize({ width: 1280, height: 800 });
				await page.emulateMedia({ colorScheme: 'light' });
				const answer = await page.goto(state.url());
				expect(answer!.status()).toBe(state.status ?? 200);
				await state.act?.(page);
				expect.soft(await page.getByRole('heading', { level: 1 }).count(), `${state.name}: one h1`).toBe(1);
				await expect.soft(page.locator('html')).toHaveAttribute('lang', 'nb');
				await hasTitleOfItsOwn(page, state);
				for (const frame of page.frames()) await frame.evaluate(axe.source);
				expect.soft(await faults(page), `${state.name}, light`).toEqual([]);
				await page.setViewportSize({ width: 390, height: 844 });
				await page.emulateMedia({ colorScheme: 'dark' });
				expect.soft(await faults(page), `${state.name}, dark on a phone`).toEqual([]);
				await page.setViewportSize({ width: 320, height: 640 });
				expect
					.soft(await page.evaluate(() => document.documentElement.scrollWidth), `${state.name} at 320 px`)
					.toBeLessThanOrEqual(320);
			});
		}
		await page.context().close();
	});
}

test('in English every page says lang=en and has no Norwegian words and no message keys left', async ({ browser }) => {
	const norwegian = norwegianPieces();
	expect(norwegian.length).toBeGreaterThan(300);
	for (const who of ['nobody', 'marianne', 'jonas', 'sara', 'amir'] as const) {
		const { page } =
			who === 'nobody' ? { page: await (await browser.newContext()).newPage() } : await signedIn(browser, who);
		await page.goto(who === 'nobody' ? '/sign-in' : '/more');
		const before = (await page.locator('body').innerText()).replace(/\s+/g, ' ');
		expect(norwegian.some((piece) => before.includes(piece))).toBe(true); // in Norwegian they are found
		await page.getByRole('button', { name: 'English' }).click();
		await expect(page.locator('html')).toHaveAttribute('lang', 'en');
		const seen = new Set<string>();
		for (const state of states.filter((one) => one.who === who && !one.isWritten)) {
			if (seen.has(state.url())) continue;
			seen.add(state.url());
			await page.goto(state.url());
			await expect.soft(page.locator('html'), state.name).toHaveAttribute('lang', 'en');
			for (const summary of await page.locator('summary').all()) if (await summary.isVisible()) await summary.click();
			// What is said in another language says so, as an answer in the visitor's own.
			await page.evaluate(() =>
				document.querySelectorAll<HTMLElement>('main [lang]:not([lang^=en])').forEach((element) => element.remove())
			);
			const text = `${await page.title()}\n${await page.locator('body').innerText()}`.replace(/\s+/g, ' ');
			expect
				.soft(
					norwegian.filter((piece) => text.includes(piece)),
					`${state.name} in English`
				)
				.toEqual([]);
			expect
				.soft(text, `${state.name} in English`)
				.not.toMatch(
					/\b(ui|campaign|contact|conversation|staff|arena|report|attempt|delivery|gateway|text|programme)_[a-z]+_?\w*/
				);
		}
		await page.context().close();
	}
});

/**
 * What axe finds on the page and in its frames, where it stands already. AxeBuilder would bring its 600 kB along for each of
 * the hundreds of looks, and carry home what is in order too.
 */
async function faults(page: Page): Promise<string[]> {
	const violations = await page.evaluate(async (tags) => {
		const { axe: here } = window as unknown as { axe: typeof axe };
		return (await here.run(document, { runOnly: tags, resultTypes: ['violations'] })).violations;
	}, tags);
	return violations.flatMap(({ id, nodes }) =>
		nodes.slice(0, 3).map(({ html, any }) => `${id}: ${html.slice(0, 160)} ${any[0]?.message ?? ''}`)
	);
}

/** Pages with different addresses have different titles; states of one page may share theirs. */
async function hasTitleOfItsOwn(page: Page, state: State): Promise<void> {
	const title = await page.title();
	expect.soft(title, `${state.name}: title`).toMatch(/\S.* – Lykt$/);
	if (state.status || state.name.includes('gone')) return;
	const address = state.url().split('?')[0]!;
	const other = titles.get(title);
	expect
		.soft(other === undefined || other === address, `${state.name} and ${other} are both called «${title}»`)
		.toBe(true);
	titles.set(title, address);
}

/** Runs of Norwegian words from the message files, long enough to be no accident, that no English text contains. */
function norwegianPieces(): string[] {
	const pieces = (language: string) => {
		const folder = path.resolve(import.meta.dirname, '../../messages', language);
		return readdirSync(folder).flatMap((file) =>
			[...readFileSync(path.join(folder, file), 'utf8').matchAll(/:\s*"((?:[^"\\]|\\.)*)"/g)].flatMap((match) =>
				match[1]!.split(/\{\w+\}/).map((piece) => piece.trim())
			)
		);
	};
	const english = pieces('en').join('\n');
	return [...new Set(pieces('nb'))].filter(
		(piece) => piece.length >= 10 && piece.includes(' ') && !english.includes(piece)
	);
}
