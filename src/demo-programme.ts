// The programme of the demonstration, with goals, meetings, figures from elsewhere and a quote. All of it is invented.
import { addActivity } from './server/activity/index.ts';
import { nameSource, saveYear } from './server/aggregate/index.ts';
import type { Ctx } from './server/db/index.ts';
import {
	addGoal,
	addGrant,
	addMandate,
	createProgramme,
	listTaggable,
	startProgramme,
	tagByHand,
	type Measure
} from './server/goal/index.ts';
import { approveQuote, listQuotes, proposeQuote } from './server/quote/index.ts';
import { addDays, localDay } from './server/shared/calendar.ts';

/**
 * @param lead plans it.
 * @param adviser has been to the meetings, and proposes the quote that the lead reads.
 * @returns the goals by their letters.
 */
export async function furnishProgramme(lead: Ctx, adviser: Ctx): Promise<Map<string, string>> {
	const today = localDay(lead.now);
	const made = await createProgramme(lead, {
		name: 'Lys på nett (oppdiktet)',
		startsOn: addDays(today, -300),
		plannedEnd: addDays(today, 240),
		targetGroup: 'Voksne som selger eller bytter sex og annonserer på nett',
		ageFloor: 18,
		mainGoal: 'Flere får vite om gratis helsehjelp og råd, der de er',
		isPreProject: false
	});
	if (!made.ok) throw new Error(made.why);
	await addGrant(lead, made.id, { funder: 'Lyngvåg kommune (oppdiktet)', amount: 600_000, grantedOn: null });
	await addMandate(lead, made.id, { reference: 'Tiltak 1 i en oppdiktet plan', text: 'Oppsøkende arbeid på nett' });
	const goals = new Map<string, string>();
	for (const [letter, title, measure, target] of goalList) {
		const goal = await addGoal(lead, made.id, { letter, title, text: '', measure, target });
		if (!goal.ok) throw new Error(goal.why);
		goals.set(letter, goal.id);
	}
	await must(startProgramme(lead, made.id));
	for (const [daysAgo, organisation, theme] of meetings)
		await must(
			addActivity(adviser, {
				kind: 'meeting',
				happenedOn: addDays(today, -daysAgo),
				organisations: [organisation],
				theme,
				hours: 1.5,
				participants: 4,
				followUpOn: null,
				goals: [goals.get('c')!]
			})
		);
	await furnishNumbers(lead, Number(today.slice(0, 4)) - 1);
	await furnishQuote(lead, adviser, Number(today.slice(0, 4)));
	return goals;
}

/** Every offer that is there was work towards the goal. */
export async function tagOffers(lead: Ctx, goalId: string): Promise<void> {
	const offers = (await listTaggable(lead, goalId)).filter(({ kind }) => kind === 'offer');
	for (const offer of offers) await must(tagByHand(lead, goalId, offer, true));
}

const goalList: [string, string, Measure, number][] = [
	['a', 'Nå flere der de er', 'contacts', 150],
	['b', 'Vaksine for dem som vil', 'attendance', 40],
	['c', 'Andre tjenester vet om oss', 'meetings', 12]
];

const meetings: [number, string, string][] = [
	[12, 'Helsestasjonen på Fjellet', 'Vaksine'],
	[33, 'NAV Lyngvåg', 'Råd om økonomi'],
	[61, 'Nordlyset', 'Tolk'],
	[90, 'Nordlyset', 'Vi viser folk videre']
];

async function furnishNumbers(ctx: Ctx, year: number): Promise<void> {
	const sheet = (all: number[], health: number[]) =>
		Object.fromEntries(
			['users', 'consultations', 'newUsers'].flatMap((column, place) => [
				[`all.${column}`, String(all[place] ?? '')],
				[`health.${column}`, String(health[place] ?? '')]
			])
		);
	await must(nameSource(ctx, 'users', 'Oppdiktet journalsystem'));
	await must(saveYear(ctx, 'users', String(year - 1), sheet([42, 210, 14], [18, 60])));
	await must(saveYear(ctx, 'users', String(year), sheet([57, 301, 22], [25, 96])));
}

async function furnishQuote(lead: Ctx, adviser: Ctx, year: number): Promise<void> {
	const quote = (text: string, themeCode: string) =>
		must(proposeQuote(adviser, { text, language: 'nb', year, themeCode }));
	await quote('Det var første gang noen spurte hva jeg selv ville.', 'boundaries');
	const [first] = await listQuotes(lead, ['proposed']);
	await must(approveQuote(lead, first!.id, first!.text));
	await quote('Jeg visste ikke at det gikk an å komme uten å si navnet sitt.', 'aboutService');
}

async function must(result: Promise<{ ok: boolean }>): Promise<void> {
	const settled = await result;
	if (!settled.ok) throw new Error(`the demonstration could not be furnished: ${JSON.stringify(settled)}`);
}
