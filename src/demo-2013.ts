// The report of 2013 again: its printed numbers, and contacts and presences that sum to them (db/demo/2013/README.md).
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { sql } from 'kysely';
import { createArena, type ArenaClass } from './server/arena/index.ts';
import { appendEntry } from './server/audit/index.ts';
import { inTransaction, type Ctx } from './server/db/index.ts';
import { createOffer, decideOffer, openDay, tally } from './server/offer/index.ts';
import { nameService } from './server/programme/index.ts';
import { createPublication, type NewSection } from './server/publication/index.ts';
import { addDays, startOfMinute } from './server/shared/calendar.ts';
import { newId } from './server/shared/ids.ts';
import { no, yes, type Outcome } from './server/shared/outcome.ts';

/**
 * Loads the rebuilt report: a programme with its goals, meetings and offers, numbers of two years, 354 contacts and 98
 * presences. All of it in one transaction, the same every time.
 * @returns `realService` where there are contacts that somebody registered and the service is not said to be invented;
 *   `alreadyLoaded`. Nothing is changed then.
 */
export async function load2013(ctx: Ctx): Promise<Outcome<{ programmeId: string }, 'realService' | 'alreadyLoaded'>> {
	const printed = JSON.parse(
		await readFile(path.resolve(import.meta.dirname, '../db/demo/2013/printed.json'), 'utf8')
	) as Printed;
	return inTransaction(ctx, async (ctx) => {
		const refused = await findObstacle(ctx, printed.programme.name);
		if (refused) return no(refused);
		const programmeId = await addProgramme(ctx, printed);
		const arenas = await addArenas(ctx);
		const presences = dealPresences();
		await addPresences(ctx, presences, arenas);
		await addContacts(ctx, dealContacts(printed, presences), arenas, programmeId);
		await addAggregates(ctx, printed);
		await addMeetings(ctx, printed, programmeId);
		await addOffers(ctx, printed);
		await tieToGoals(ctx, programmeId);
		await addReport(ctx);
		await appendEntry(ctx, 'demo.load', 'programme', programmeId);
		return yes({ programmeId });
	});
}

type Counts = Record<string, number>;
interface Printed {
	programme: {
		name: string;
		from: string;
		/** What was planned at first; there was one extension, to `to`. */
		plannedTo: string;
		to: string;
		grants: { funder: string; amount: number }[];
		mandates: string[];
		targetGroup: string;
		mainGoal: string;
		goals: Record<string, string>;
	};
	contacts: { gender: Counts; seller: Counts; unsureReason: Counts; buyers: number; arenas: Counts; themes: Counts };
	users: Record<string, Record<string, (number | null)[]>>;
	nationalities: Counts;
	meetings: Counts;
	userMeetings: string[];
	eveningClinic: { days: string[] };
	quickTests: { from: string; to: string; days: string[]; visits: number[] };
}

/** An empty installation becomes an invented service, so that nobody later takes these for contacts of theirs. */
async function findObstacle(ctx: Ctx, programme: string): Promise<'realService' | 'alreadyLoaded' | undefined> {
	const loaded = await ctx.db.selectFrom('programme').select('id').where('name', '=', programme).executeTakeFirst();
	if (loaded) return 'alreadyLoaded';
	const service = await ctx.db.selectFrom('programmeService').select('invented').executeTakeFirst();
	if (service?.invented) return undefined;
	const own = await ctx.db
		.selectFrom('contact')
		.select('id')
		.where('source', '<>', 'synthetic')
		.limit(1)
		.executeTakeFirst();
	if (service || own) return 'realService';
	await nameService(ctx, { name: 'Lanternen', ownerName: 'Lyngvåg kommune', invented: true });
	return undefined;
}

async function addProgramme(ctx: Ctx, { programme }: Printed): Promise<string> {
	const id = newId();
	const { name, from, plannedTo, to, grants, mandates, targetGroup, mainGoal, goals } = programme;
	await ctx.db
		.insertInto('programme')
		.values({
			...{ id, name, targetGroup, mainGoal, state: 'ended', ageFloor: 18, createdAt: ctx.now },
			...{ startsOn: from, plannedEnd: plannedTo, endsOn: to }
		})
		.execute();
	const base = () => ({ id: newId(), programmeId: id });
	await ctx.db
		.insertInto('programmeExtension')
		.values({ ...base(), until: to })
		.execute();
	await ctx.db
		.insertInto('programmeGrant')
		.values(grants.map((grant) => ({ ...base(), ...grant })))
		.execute();
	await ctx.db
		.insertInto('programmeMandate')
		.values(mandates.map((reference) => ({ ...base(), reference })))
		.execute();
	const rows = Object.entries(goals).map(([letter, title]) => ({
		...{ id: newId(), programmeId: id, letter, title },
		...(letter === 'g' ? { measure: 'meetings', target: 20 } : {}),
		...(letter === 'i' ? { decision: 'Ikke videreført: ingen kom de tre kveldene.' } : {})
	}));
	for (const row of rows) await ctx.db.insertInto('programmeGoal').values(row).execute();
	return id;
}

/**
 * What the printed report tells under its goals: every contact and presence under a, the tests under e, the numbers of the
 * clinic under d, the evenings under i. (Its meetings have said so themselves.)
 */
async function tieToGoals(ctx: Ctx, programmeId: string): Promise<void> {
	const subjects = await sql<{ letter: string; kind: string; subjectId: string }>`
		select 'a' as letter, 'contact' as kind, id as subject_id from contact where programme_id = ${programmeId}
		union all
		select 'a', 'presence', presence.id from arena_presence presence join arena on arena.id = presence.arena_id
			where arena.code_name = any (${Object.values(places).map(({ codeName }) => codeName)})
		union all
		select case name when ${offerNames.tests} then 'e' else 'i' end, 'offer', id from offer
			where name = any (${Object.values(offerNames)})
		union all
		select 'd', 'aggregate', id from aggregate_series where code = 'users'`.execute(ctx.db);
	const goals = await ctx.db
		.selectFrom('programmeGoal')
		.select(['id', 'letter'])
		.where('programmeId', '=', programmeId)
		.execute();
	const tags = subjects.rows.map(({ letter, kind, subjectId }) => ({
		...{ kind, subjectId, goalId: goals.find((goal) => goal.letter === letter)!.id }
	}));
	await ctx.db.insertInto('programmeTag').values(tags).execute();
}

/** The year report with text of our own, ready to be read, checked and frozen. */
async function addReport(ctx: Ctx): Promise<void> {
	const { title, sections } = JSON.parse(
		await readFile(path.resolve(import.meta.dirname, '../db/demo/2013/report.json'), 'utf8')
	) as { title: string; sections: Partial<NewSection>[] };
	const empty = { heading: '', body: '', note: '', isInternal: false, figures: [], quotes: [] };
	await createPublication(
		ctx,
		{ year: 2012, title, programmeId: null, view: 'public', language: 'nb' },
		sections.map((section) => ({ ...empty, ...section }))
	);
}

// ------------------------------------------------------------------------------------------------------------- presence

type Place = 'first' | 'second' | 'community' | 'own';
const places: Record<Place, { codeName: string; class: ArenaClass }> = {
	first: { codeName: 'Fyret 2013', class: 'sexChat' },
	second: { codeName: 'Molo 2013', class: 'sexChat' },
	community: { codeName: 'Brygga 2013', class: 'community' },
	own: { codeName: 'Egen chat 2013', class: 'ownChat' }
};

async function addArenas(ctx: Ctx): Promise<Record<Place, string>> {
	const ids: Partial<Record<Place, string>> = {};
	for (const place of Object.keys(places) as Place[]) {
		const made = await createArena(ctx, places[place]);
		if (!made.ok) throw new Error(`the place ${places[place].codeName} could not be made: ${made.why}`);
		ids[place] = made.id;
	}
	return ids as Record<Place, string>;
}

interface DealtPresence {
	day: string;
	/** Local hour. */
	hour: number;
	place: 'first' | 'second';
	contacts: number;
}

/** Tuesdays 18–20, Wednesdays 13–15 and every other Saturday, for as many as 293 contacts make at three each time. */
const held = 98;
// None to nine in the beginning, steadier at the end: sums of 82, 98 and 113.
const early = [0, 5, 1, 3, 0, 9, 2, 1, 4, 0, 2];
const middle = [1, 4, 2, 5, 2, 3, 6, 1, 3, 4, 2];

/** @returns the presences that were held, in order. */
function dealPresences(): DealtPresence[] {
	const possible: Omit<DealtPresence, 'contacts'>[] = [];
	for (let week = 0; week < 52; week++) {
		const tuesday = addDays('2012-01-03', 7 * week);
		possible.push({ day: tuesday, hour: 18, place: 'first' }, { day: addDays(tuesday, 1), hour: 13, place: 'second' });
		if (week % 2 === 0) possible.push({ day: addDays(tuesday, 4), hour: 12, place: 'first' });
	}
	const contacts = [
		...Array.from({ length: 33 }, (_, place) => early[place % early.length]! + (place === 1 ? 1 : 0)),
		...Array.from({ length: 33 }, (_, place) => middle[place % middle.length]! - (place === 1 ? 1 : 0)),
		...Array.from({ length: 32 }, (_, place) => (place % 2 === 0 || place === 31 ? 4 : 3))
	];
	return contacts.map((count, place) => ({
		...possible[Math.floor((place * possible.length) / held)]!,
		contacts: count
	}));
}

async function addPresences(
	ctx: Ctx,
	presences: readonly DealtPresence[],
	arenas: Record<Place, string>
): Promise<void> {
	const rows = presences.map(({ day, hour, place, contacts }) => {
		const [from, until] = [startOfMinute(day, hour * 60), startOfMinute(day, hour * 60 + 120)];
		return {
			id: newId(),
			arenaId: arenas[place],
			day,
			plannedFrom: from,
			plannedUntil: until,
			heldFrom: from,
			heldUntil: until,
			contacts
		};
	});
	await ctx.db.insertInto('arenaPresence').values(rows).execute();
}

// ------------------------------------------------------------------------------------------------------------- contacts

interface DealtContact {
	day: string;
	hour: number | null;
	place: Place;
	gender: string;
	seller: string;
	unsureReason: string | null;
	buyer: string;
	themes: string[];
}

function dealContacts({ contacts }: Printed, presences: readonly DealtPresence[]): DealtContact[] {
	const random = sequence(2013);
	const where = [
		...presences.flatMap(({ day, hour, place, contacts }) =>
			Array.from({ length: contacts }, (_, nth) => ({ day, hour: hour + (nth % 2), place: place }))
		),
		...spread('community', contacts.arenas['community']!),
		...spread('own', contacts.arenas['ownChat']!)
	];
	const genders = shuffle(deal(contacts.gender), random);
	// Whoever sells or buys is a man in the printed report; the others have what is left of the answers.
	const men = shuffle(
		genders.flatMap((gender, place) => (gender === 'man' ? [place] : [])),
		random
	);
	const sellers = new Set(men.slice(0, contacts.seller['yes']));
	const buyers = new Set(shuffle(men, random).slice(0, contacts.buyers));
	const answers = shuffle(deal({ no: contacts.seller['no']!, unsure: contacts.seller['unsure']! }), random);
	const withoutReason = contacts.seller['unsure']! - Object.values(contacts.unsureReason).reduce((a, b) => a + b, 0);
	const reasons = shuffle([...deal(contacts.unsureReason), ...Array<null>(withoutReason).fill(null)], random);
	const themes = dealThemes(contacts.themes, where.length, random);
	return where.map((at, place) => {
		const seller = sellers.has(place) ? 'yes' : answers.pop()!;
		return {
			...at,
			gender: genders[place]!,
			seller,
			unsureReason: seller === 'unsure' ? (reasons.pop() ?? null) : null,
			buyer: buyers.has(place) ? 'yes' : 'unknown',
			themes: themes[place]!
		};
	});
}

/** Without a presence: evenly over the year, at no hour that is known. */
const spread = (place: Place, count: number) =>
	Array.from({ length: count }, (_, nth) => ({
		...{ day: addDays('2012-01-02', Math.floor((nth * 363) / count)), hour: null, place }
	}));

/** «No issue» stands alone; everybody else has one theme, and the rest of the margins are second themes. */
function dealThemes(margins: Counts, count: number, random: () => number): string[][] {
	const { noIssue = 0, ...others } = margins;
	const pool = shuffle(deal(others), random);
	const dealt = Array.from({ length: count }, (_, place) => (place < noIssue ? ['noIssue'] : [pool.pop()!]));
	for (const theme of pool)
		dealt.find((themes, place) => place >= noIssue && themes.length === 1 && themes[0] !== theme)!.push(theme);
	return shuffle(dealt, random);
}

async function addContacts(
	ctx: Ctx,
	dealt: readonly DealtContact[],
	arenas: Record<Place, string>,
	programmeId: string
): Promise<void> {
	const rows = dealt.map((contact) => ({ ...contact, id: newId() }));
	await ctx.db
		.insertInto('contact')
		.values(
			rows.map(({ id, day, hour, place, gender, seller, unsureReason, buyer, themes }) => ({
				...{ id, gender, seller, unsureReason, buyer, hour, programmeId },
				...{ registeredAt: ctx.now, happenedOn: day, arenaId: arenas[place], source: 'synthetic' },
				channel: place === 'own' ? 'ownChat' : 'arenaMessage',
				themeCodes: themes.toSorted()
			}))
		)
		.execute();
}

// ------------------------------------------------------------------------------------------------------ all other numbers

const columns = ['users', 'consultations', 'newUsers'];

async function addAggregates(ctx: Ctx, { users, nationalities }: Printed): Promise<void> {
	const series = await ctx.db.selectFrom('aggregateSeries').select(['id', 'code']).execute();
	const idOf = (code: string) => series.find((one) => one.code === code)!.id;
	const countries = Object.keys(nationalities).map((code, place) => ({
		...{ seriesId: idOf('nationalities'), code, position: 10 + place }
	}));
	await ctx.db
		.insertInto('aggregateRow')
		.values(countries)
		.onConflict((row) => row.doNothing())
		.execute();
	const year = (text: string) => ({ periodFrom: `${text}-01-01`, periodTo: `${text}-12-31` });
	const values = Object.entries(users).flatMap(([when, rows]) =>
		Object.entries(rows).flatMap(([rowCode, counts]) =>
			counts.flatMap((value, place) =>
				value === null ? [] : [{ seriesId: idOf('users'), ...year(when), rowCode, columnCode: columns[place]!, value }]
			)
		)
	);
	const people = Object.entries(nationalities).map(([rowCode, value]) => ({
		...{ seriesId: idOf('nationalities'), ...year('2012'), rowCode, columnCode: 'users', value }
	}));
	await ctx.db
		.insertInto('aggregateValue')
		.values([...values, ...people])
		.onConflict((row) => row.doNothing())
		.execute();
}

async function addMeetings(ctx: Ctx, { meetings, userMeetings }: Printed, programmeId: string): Promise<void> {
	const goals = await ctx.db
		.selectFrom('programmeGoal')
		.select(['id', 'letter'])
		.where('programmeId', '=', programmeId)
		.execute();
	const goalOf = (letter: string) => goals.find((goal) => goal.letter === letter)!.id;
	const all = [
		...Object.entries(meetings).flatMap(([name, count]) =>
			Array.from({ length: count }, () => ({ name, kind: 'meeting', letter: 'g' }))
		),
		...userMeetings.map((name) => ({ name, kind: 'userMeeting', letter: 'c' }))
	].map((one, place) => ({ ...one, id: newId(), day: addDays('2012-01-10', place * 14) }));
	await ctx.db
		.insertInto('activity')
		.values(all.map(({ id, kind, day }) => ({ id, kind, happenedOn: day, createdAt: ctx.now })))
		.execute();
	await ctx.db
		.insertInto('activityOrganisation')
		.values(all.map(({ id, name }) => ({ activityId: id, name })))
		.execute();
	const tags = all.map(({ id, letter }) => ({ goalId: goalOf(letter), kind: 'activity', subjectId: id }));
	await ctx.db.insertInto('programmeTag').values(tags).execute();
}

const offerNames = { evening: 'Åpen kveldsklinikk 2012', tests: 'Hiv-hurtigtest 2012' };

/** Three evenings that nobody came to, and a test that two asked for. */
async function addOffers(ctx: Ctx, { eveningClinic, quickTests }: Printed): Promise<void> {
	const base = { campaignId: null, places: null, countsDoses: false, hypothesis: '', channels: '', decisionRule: '' };
	const evening = await createOffer(ctx, {
		...base,
		...{
			name: offerNames.evening,
			unit: 'besøk',
			startsOn: eveningClinic.days[0]!,
			endsOn: eveningClinic.days.at(-1)!
		},
		...{ hypothesis: 'Noen kommer heller når det bare er menn der.', channels: 'Nettsida, chatten og et nettsamfunn' }
	});
	const tests = await createOffer(ctx, {
		...base,
		name: offerNames.tests,
		unit: 'tester',
		startsOn: quickTests.from,
		endsOn: quickTests.to
	});
	if (!evening.ok || !tests.ok) throw new Error('the offers of 2012 could not be made');
	for (const day of eveningClinic.days) await openDay(ctx, evening.id, day);
	await decideOffer(ctx, evening.id, 'Ikke videreført.');
	for (const [place, day] of quickTests.days.entries()) {
		await openDay(ctx, tests.id, day);
		await tally(ctx, tests.id, day, { source: 'web', received: 'none', dose: 1 }, quickTests.visits[place]);
	}
}

// -------------------------------------------------------------------------------------------------------------- dealing

const deal = (margins: Counts): string[] =>
	Object.entries(margins).flatMap(([code, count]) => Array<string>(count).fill(code));

/** The same order every time (Fisher and Yates). */
function shuffle<T>(list: readonly T[], random: () => number): T[] {
	const cards = [...list];
	for (let last = cards.length - 1; last > 0; last--) {
		const place = Math.floor(random() * (last + 1));
		[cards[last], cards[place]] = [cards[place]!, cards[last]!];
	}
	return cards;
}

/** Numbers from 0 to 1 that look random and are the same every time (mulberry32). */
function sequence(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
	};
}
