// npm run demo: an invented service, so that the whole job can be tried. Everything here is made up; the numbers exist
// only in the simulated phones. The past is made by the real commands on a clock that is set back.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import * as v from 'valibot';
import { furnishArenas } from './demo-arenas.ts';
import { furnishProgramme, tagOffers } from './demo-programme.ts';
import type { House } from './house.ts';
import { createArena } from './server/arena/index.ts';
import {
	createCampaign,
	readAudience,
	setAudience,
	approveCampaign,
	closeCampaign,
	saveHours,
	saveLessons,
	startCampaign
} from './server/campaign/index.ts';
import { campaignTasks } from './server/campaign/campaign.tasks.ts';
import { setChatSetting } from './server/chat/index.ts';
import { registerContacts, type ContactInput } from './server/contact/index.ts';
import { addEntry, confirmEmergencyNumber } from './server/directory/index.ts';
import { readClock, type Ctx } from './server/db/index.ts';
import { collect, sendAnswers } from './server/delivery/index.ts';
import { simulatedPhones } from './server/gateway/index.ts';
import { createOffer, decideOffer, openDay, readTally, tally, type OfferInput } from './server/offer/index.ts';
import { nameService } from './server/programme/index.ts';
import type { Role, StaffActor } from './server/shared/actor.ts';
import { addDays, localDay, startOfDay } from './server/shared/calendar.ts';
import type { Msisdn } from './server/shared/phone.ts';
import {
	addRule,
	answerDebrief,
	beginDuty,
	endDuty,
	listPlan,
	noteAnswerWait,
	ruleInput
} from './server/shift/index.ts';
import { countOf, createAccount, noteSupervision, setTraining } from './server/staff/index.ts';
import { activateVersion, changePictogram, createPictogram, recordRound } from './server/text/index.ts';
import { createTemplate, listTemplates, reviewTemplateText, templateInput } from './server/text/index.ts';

const people: { name: string; email: string; roles: Role[]; does: string }[] = [
	{ name: 'Marianne Lunde', email: 'marianne@lanternen.example', roles: ['adviser'], does: 'rådgiver / adviser' },
	{ name: 'Jonas Berg', email: 'jonas@lanternen.example', roles: ['lead'], does: 'fagleder / lead' },
	{
		name: 'Sara Vik',
		email: 'sara@lanternen.example',
		roles: ['administrator', 'analyst'],
		does: 'administrator, analytiker / analyst'
	},
	{ name: 'Amir Haddad', email: 'amir@lanternen.example', roles: ['peer'], does: 'likeperson / peer worker' }
];
const password = 'lykt-demo-2026';

/**
 * Furnishes an empty demonstration with staff, arenas, contacts and an earlier campaign. @returns the log-ins as text.
 */
export async function furnishDemo(house: House): Promise<string> {
	await makeClockMovable(house);
	if ((await countOf({ db: house.db })).staff === 0) await furnish(house);
	return [
		'This is a demonstration with an invented service. Nothing leaves this machine.',
		`Log-ins (password for all: ${password}):`,
		...people.map((person) => `  ${person.email.padEnd(30)} ${person.does}`),
		'A list to try: db/demo/numbers.csv'
	].join('\n');
}

async function furnish(house: House): Promise<void> {
	const system = await house.systemCtx('demo');
	await nameService(system, { name: 'Lanternen', ownerName: 'Lyngvåg kommune', invented: true });
	const staff = new Map<string, Ctx>();
	for (const { name, email, roles } of people) {
		const id = await createAccount(system, { name, email, password, roles });
		staff.set(name.split(' ')[0]!, { ...system, actor: { kind: 'staff', id, name, roles, isService: false } });
	}
	const marianne = staff.get('Marianne')!;
	const jonas = staff.get('Jonas')!;
	const amir = staff.get('Amir')!.actor as StaffActor;
	await must(
		setTraining(jonas, amir.id, {
			trainedOn: addDays(localDay(jonas.now), -40),
			signedOn: addDays(localDay(jonas.now), -33)
		})
	);
	await must(noteSupervision(jonas, addDays(localDay(jonas.now), -4)));
	await furnishEmergency(jonas);
	await must(
		setChatSetting(jonas, {
			address: 'Lyktegata 4, 2. etasje, 9999 Lyngvåg. Ring på «Lanternen». Døra har ikke skilt.'
		})
	);
	const goals = await furnishProgramme(jonas, marianne);
	await furnishContacts(marianne, goals.get('a')!);
	await furnishArenas(marianne);
	await furnishPictogram(marianne);
	await setClock(house, -75);
	await furnishTexts(await at(marianne), await at(jonas));
	await setClock(house, -21);
	await furnishShifts(house, await at(jonas), [await at(marianne), await at(jonas)], amir.id);
	await setClock(house, -70);
	const earlier = await furnishEarlierCampaign(await at(marianne), await at(jonas));
	await setClock(house, 0);
	await furnishOffers(await at(marianne), earlier);
	await tagOffers(await at(jonas), goals.get('b')!);
	await furnishToday(await at(marianne));
}

/** The invented service has confirmed the numbers that everybody in Norway knows; a real one confirms its own. */
async function furnishEmergency(lead: Ctx): Promise<void> {
	for (const [code, number] of [
		['ambulance', '113'],
		['police', '112'],
		['doctor', '116117'],
		['violence', '116006']
	] as const)
		await must(confirmEmergencyNumber(lead, code, number));
}

/** Messages to begin with: one that a colleague has read, one of them still without a reader in Romanian. */
async function furnishTexts(writer: Ctx, reader: Ctx): Promise<void> {
	const template = (name: string, purpose: string, bodies: Record<string, string>) =>
		createTemplate(writer, v.parse(templateInput, { kind: 'message', name, purpose, bodies }));
	const winter = {
		nb: 'Hei! Marianne fra Lanternen her. Vi har gratis vaksine og kondomer. Fant nummeret i annonsen din. Svar gjerne, eller svar STOPP for ingen flere meldinger.',
		en: 'Hi! Marianne from Lanternen here. We have free vaccine and condoms. Found your number in your ad. Reply any time, or reply STOP for no more messages.',
		ro: 'Bună! Sunt Marianne de la Lanternen. Avem vaccin gratuit. Am găsit numărul în anunț. Scrie-ne oricând sau scrie STOP.'
	};
	const made = await template('Vaksine om vinteren', 'health', winter);
	if (!made.ok) throw new Error(made.why);
	for (const language of ['nb', 'en'] as const)
		await must(reviewTemplateText(reader, made.id, { language, body: winter[language] }));
	await must(
		template('Bli kjent med oss', 'services', {
			nb: 'Hei! Marianne fra Lanternen her. Gratis lege og advokat hos oss, helt uten navn. Fant nummeret i annonsen din. Svar gjerne, eller svar STOPP.'
		})
	);
	for (const { id, versions } of await listTemplates(reader, 'method'))
		for (const { language, body } of versions[0]!.texts) await must(reviewTemplateText(reader, id, { language, body }));
	for (const [name, municipality] of [
		['Helsestasjonen på Fjellet', 'Tromsø'],
		['Nordlyset', 'Harstad']
	] as const)
		await addEntry(writer, {
			...{ name, municipality, county: '55', price: 'free', languages: ['nb', 'en'] },
			offers: ['condoms', 'tests', 'talk']
		});
}

/**
 * A plan of afternoons and evenings, three weeks old: somebody has the afternoons, whoever wants takes an evening, and one
 * afternoon nobody came. Who is on duty now is for whoever tries it out to say.
 */
async function furnishShifts(house: House, lead: Ctx, openers: Ctx[], peerId: string): Promise<void> {
	const [marianne, jonas] = openers.map(({ actor }) => (actor as StaffActor).id) as [string, string];
	const add = (ctx: Ctx, weekday: number, from: string, until: string, people: string[]) =>
		must(
			addRule(
				ctx,
				v.parse(ruleInput, {
					...{ weekday: String(weekday), from, until, breaks: '', everyWeeks: '1', validUntil: '' },
					...{ validFrom: localDay(ctx.now), places: '2', people }
				})
			)
		);
	const afternoons = [[marianne], [jonas, peerId], [marianne], [jonas], [peerId]];
	for (const [place, people] of afternoons.entries()) await add(lead, place + 1, '14', '17', people);
	const today = localDay(lead.now);
	const past = (await listPlan(lead, today, addDays(today, 20))).filter(
		({ state, isTaken }) => state === 'planned' && isTaken
	);
	for (const shift of past.filter((_, place) => place !== 4)) {
		const opener = openers.find(({ actor }) => shift.people.some(({ id }) => id === (actor as StaffActor).id))!;
		await setClockTo(house, shift.from);
		await must(beginDuty(await at(opener), 3));
		await setClockTo(house, new Date(shift.until.getTime() - 60_000));
		await endDuty(await at(opener));
		await answerDebrief(await at(opener), past.indexOf(shift) % 3 !== 0);
		const minutes = [1, 2, 2, 3, 5, 8, 4, 2, 12, 3, 6, 2][past.indexOf(shift) % 12]!;
		const asked = { askedAt: new Date(shift.until.getTime() - minutes * 60_000), wasOpen: true };
		await noteAnswerWait(await at(opener), asked);
	}
	await setClock(house, 0);
	const now = await at(lead);
	for (const weekday of [1, 2, 3, 4, 5]) await add(now, weekday, '17', '20', []);
}

/** A picture of four services: the sign for law was known to few, and the gavel that took its place to nearly all. */
async function furnishPictogram(ctx: Ctx): Promise<void> {
	const picture = (law: string) => ({
		name: 'Fire tilbud',
		language: 'nb' as const,
		alt: 'Vi har helsehjelp, advokat, noen å snakke med og informasjon.',
		tiles: [
			{ drawing: 'doctor', caption: 'Helsehjelp' },
			{ drawing: law, caption: 'Advokat' },
			{ drawing: 'communication', caption: 'Noen å snakke med' },
			{ drawing: 'info', caption: 'Informasjon' }
		]
	});
	const round = (recognised: number[]) => ({ askedOn: localDay(ctx.now), asked: 12, recognised });
	const first = await createPictogram(ctx, picture('lykt-paragraph'));
	if (!first.ok) throw new Error(first.why);
	await must(recordRound(ctx, first.versionId, round([12, 3, 11, 10])));
	const second = await changePictogram(ctx, first.id, picture('lykt-gavel'));
	if (!second.ok) throw new Error(second.why);
	await must(recordRound(ctx, second.versionId, round([12, 11, 12, 10])));
	await must(activateVersion(ctx, second.versionId));
}

/** Two months ago: a campaign to forty numbers, of whom four asked to be left alone. Its window is over. */
async function furnishEarlierCampaign(author: Ctx, approver: Ctx): Promise<string> {
	const created = await createCampaign(author, {
		name: 'Høst 2026',
		goal: 'Minst 20 nye får vite om gratis vaksine',
		endsOn: addDays(localDay(author.now), 14),
		message: {
			nb: 'Hei! Marianne fra Lanternen her. Vi har gratis kondomer, lege og advokat. Fant nummeret i annonsen din. Svar gjerne, eller svar STOPP for ingen flere meldinger.',
			en: 'Hi! Marianne from Lanternen here. Free condoms, doctor and lawyer. Found your number in your ad. Reply any time, or reply STOP for no more messages.'
		},
		callAfterDays: 3,
		target: { count: 20, measure: 'delivered' },
		checklist: ['capacity', 'openingHours', 'materials', 'staffInformed']
	});
	if (!created.ok) throw new Error(created.why);
	const rows = Array.from({ length: 40 }, (_, place) => ({ line: place + 1, cells: [demoNumber(place)] }));
	const audience = readAudience(rows, { limit: 100 });
	if (!audience.ok) throw new Error(audience.why);
	await must(setAudience(author, created.id, audience.audience));
	await must(approveCampaign(approver, created.id));
	await must(startCampaign(author, created.id));
	const system: Ctx = { ...author, actor: { kind: 'system', name: 'demo' } };
	await campaignTasks['campaign.send'](system, { campaignId: created.id });
	for (const place of [3, 11, 19, 27]) simulatedPhones().writeFrom(demoNumber(place), 'STOPP');
	await collect(system);
	await sendAnswers(system);
	for (const { id } of await author.db.selectFrom('deliveryInbound').select('id').execute())
		await campaignTasks['campaign.noteReply'](system, { inboundId: id });
	await must(closeCampaign(author, created.id));
	return created.id;
}

/** What came after it: vaccine at the desk, three evenings when nobody came, and what the team learned. */
async function furnishOffers(ctx: Ctx, campaignId: string): Promise<void> {
	const text = await readFile(path.resolve(import.meta.dirname, '../db/demo/offers.json'), 'utf8');
	const today = localDay(ctx.now);
	for (const { from, to, ofCampaign, days, decision, ...offer } of JSON.parse(text) as DemoOffer[]) {
		const made = await createOffer(ctx, {
			...offer,
			startsOn: addDays(today, from),
			endsOn: addDays(today, to),
			campaignId: ofCampaign ? campaignId : null
		});
		if (!made.ok) throw new Error(made.why);
		for (const { day, counts } of days) {
			await must(openDay(ctx, made.id, addDays(today, day)));
			for (const [answer, count] of Object.entries(counts)) {
				const [source = '', received = '', dose = ''] = answer.split('.');
				const read = readTally({ source, received, dose });
				if (!read || read === 'when') throw new Error(`db/demo/offers.json: ${answer}`);
				await must(tally(ctx, made.id, addDays(today, day), read, count));
			}
		}
		if (decision) await must(decideOffer(ctx, made.id, decision));
	}
	await must(saveHours(ctx, campaignId, { preparing: 6.5, sending: 9, desk: 24 }));
	await must(
		saveLessons(ctx, campaignId, {
			worked: 'Vaksine var noe folk kunne bruke med en gang. Flere tok med en venn.',
			didNotWork: 'Meldinga sa ikke når vi har åpent, og mange spurte om det.',
			nextTime: 'Skriv åpningstida i meldinga. Ha noen ved skranken som snakker rumensk.'
		})
	);
}

/** Days are counted from today; an answer is written as source, when the message came, and dose. */
type DemoOffer = Omit<OfferInput, 'startsOn' | 'endsOn' | 'campaignId'> & {
	from: number;
	to: number;
	ofCampaign: boolean;
	decision: string;
	days: { day: number; counts: Record<string, number> }[];
};

/** Today: the numbers of the old campaign are gone, and somebody who got it then has written. */
async function furnishToday(ctx: Ctx): Promise<void> {
	const system: Ctx = { ...ctx, actor: { kind: 'system', name: 'demo' } };
	await campaignTasks['campaign.tidy'](system);
	simulatedPhones().writeFrom(demoNumber(5), 'Hei, har dere åpent i helga?');
	await collect(system);
}

async function furnishContacts(ctx: Ctx, reachGoal: string): Promise<void> {
	const arenas: string[] = [];
	for (const [codeName, arenaClass] of [
		['Portal Bjørk', 'escortSite'],
		['Portal Furu', 'escortSite'],
		['App Lyng', 'datingApp'],
		['Chat Gran', 'sexChat']
	] as const) {
		const aYearAgo = { ...ctx, now: startOfDay(addDays(localDay(ctx.now), -365)) };
		const arena = await createArena(aYearAgo, { codeName, class: arenaClass });
		if (arena.ok) arenas.push(arena.id);
	}
	const text = await readFile(path.resolve(import.meta.dirname, '../db/demo/contacts.json'), 'utf8');
	const patterns = JSON.parse(text) as Omit<ContactInput, 'happenedOn' | 'arenaId'>[];
	const today = localDay(ctx.now);
	const contacts = Array.from({ length: 120 }, (_, place): ContactInput => {
		const pattern = patterns[(place * 7) % patterns.length]!;
		const usesArena = pattern.channel === 'arenaMessage' || pattern.channel === 'sms';
		return {
			...pattern,
			happenedOn: addDays(today, -Math.floor((place * place) / 70)),
			arenaId: usesArena ? arenas[place % arenas.length] : undefined,
			goals: usesArena ? [reachGoal] : []
		};
	});
	await must(registerContacts(ctx, contacts));
}

/** +47 400 00 100 and on: in the simulated phones only. */
const demoNumber = (place: number) => `+47400${String(100 + place).padStart(5, '0')}` as Msisdn;

async function makeClockMovable(house: House): Promise<void> {
	await asOwner(house, 'update db_clock set movable = true where not movable');
}

async function setClock(house: House, days: number): Promise<void> {
	await asOwner(house, 'update db_clock set shift = make_interval(days => $1)', [days]);
}

async function setClockTo(house: House, at: Date): Promise<void> {
	await asOwner(house, 'update db_clock set shift = $1::timestamptz - now()', [at.toISOString()]);
}

async function asOwner(house: House, query: string, values: unknown[] = []): Promise<void> {
	const client = new pg.Client({ connectionString: house.ownerUrl });
	await client.connect();
	await client.query(query, values);
	await client.end();
}

const at = async (ctx: Ctx): Promise<Ctx> => ({ ...ctx, now: await readClock(ctx.db) });

async function must(result: Promise<{ ok: boolean }>): Promise<void> {
	const settled = await result;
	if (!settled.ok) throw new Error(`the demonstration could not be furnished: ${JSON.stringify(settled)}`);
}
