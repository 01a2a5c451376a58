// A year on the invented service's places: what was planned, what was held, and how many ads were counted. The past is
// made by the real commands, as people who sat there then.
import * as v from 'valibot';
import {
	adCategories,
	addPlan,
	agreementInput,
	cancelPresence,
	countAds,
	holdPresence,
	listArenas,
	listPresence,
	makeAgreement,
	nameArena,
	planInput,
	surveyArena,
	type AdCategory,
	type Survey
} from './server/arena/index.ts';
import type { Ctx } from './server/db/index.ts';
import { mondayOf } from './server/opening/index.ts';
import { addDays, localDay, startOfMinute } from './server/shared/calendar.ts';

/** How many of each on an ordinary week, by the place; 0 is none, and what is not here is not counted. */
const ads: Record<string, Record<AdCategory, number>> = {
	'Portal Bjørk': { man: 41, trans: 8, woman: 118, coupleOrOther: 4 },
	'Portal Furu': { man: 79, trans: 12, woman: 240, coupleOrOther: 0 }
};

/** Fills the year up to yesterday on the places that are there. The last week's ads wait to be counted. */
export async function furnishArenas(ctx: Ctx): Promise<void> {
	const today = localDay(ctx.now);
	const places = new Map((await listArenas(ctx)).map(({ codeName, id }) => [codeName, id]));
	await planYear(ctx, places, today);
	await holdYear(ctx, today);
	await countYear(ctx, places, today);
	await surveyPlaces(ctx, places, today);
}

/** One presence a week, then two and a half: Tuesdays and Wednesdays, and every other Saturday. */
async function planYear(ctx: Ctx, places: Map<string, string>, today: string): Promise<void> {
	const monday = (weeksAgo: number) => addDays(mondayOf(today), -7 * weeksAgo);
	const plan = async (codeName: string, weeksAgo: number, weekday: number, from: string, until: string, every = 1) => {
		const validFrom = monday(weeksAgo);
		const rule = { weekday: String(weekday), from, until, everyWeeks: String(every), validFrom, validUntil: '' };
		await must(addPlan(on(ctx, validFrom), places.get(codeName)!, v.parse(planInput, rule)));
	};
	await plan('Chat Gran', 51, 2, '18', '20');
	await plan('App Lyng', 30, 3, '13', '15');
	await plan('Chat Gran', 30, 6, '12', '14', 2);
	const agreement = {
		...{ title: 'Avtalen fra i fjor', contact: 'Vertskapet, ved «Grantoppen»', mostPerWeek: '3', noConsequences: true },
		...{ validFrom: monday(51), validUntil: addDays(today, 20) }
	};
	await must(makeAgreement(on(ctx, monday(51)), places.get('Chat Gran')!, v.parse(agreementInput, agreement)));
	await must(nameArena(ctx, places.get('Chat Gran')!, 'Grantoppen nattchat (et navn som er funnet på)'));
}

/** Most were held, a few came to nothing, some gave none, and slowly they gave more. Of the last nobody has spoken yet. */
async function holdYear(ctx: Ctx, today: string): Promise<void> {
	const planned = await listPresence(ctx, addDays(today, -364), addDays(today, -1));
	for (const [place, { planId, day }] of planned.slice(0, -1).entries()) {
		const which = { planId: planId!, day };
		const evening = on(ctx, addDays(day, 1));
		if (place % 13 === 5) await must(cancelPresence(evening, which, place % 2 ? 'Sykdom' : 'Sida var nede'));
		else {
			const contacts = place % 9 === 3 ? 0 : Math.floor((2 * place) / planned.length) + ((place * 7) % 4);
			await must(holdPresence(evening, which, { contacts, theme: place % 5 === 0 ? 'sexuality' : null }));
		}
	}
}

/** Fifty-one weeks; nobody counted in the middle of the summer. */
async function countYear(ctx: Ctx, places: Map<string, string>, today: string): Promise<void> {
	for (let weeksAgo = 51; weeksAgo >= 2; weeksAgo--) {
		if (weeksAgo === 19 || weeksAgo === 20) continue;
		const week = addDays(mondayOf(today), -7 * weeksAgo);
		const cells = Object.entries(ads).flatMap(([codeName, usual]) =>
			adCategories.map((category, place) => ({
				...{ arenaId: places.get(codeName)!, category, newSinceLast: null },
				ads: Math.max(0, usual[category] + (usual[category] && (((weeksAgo + place) * 5) % 9) - 4)),
				was: { ads: null, newSinceLast: null }
			}))
		);
		await must(countAds(on(ctx, addDays(week, 4)), week, cells));
	}
}

/** One of the places has not been looked at for more than half a year. */
async function surveyPlaces(ctx: Ctx, places: Map<string, string>, today: string): Promise<void> {
	const looks: [string, number, Partial<Survey>][] = [
		['Portal Bjørk', 40, { audience: 'Mest kvinner, mange på gjennomreise', activity: 'busy', turnover: 'days' }],
		['Portal Furu', 95, { audience: 'Alle kjønn, flere menn enn på Bjørk', activity: 'busy', turnover: 'weeks' }],
		['Chat Gran', 20, { audience: 'Menn som møter menn', activity: 'some', method: 'presence', countsAds: false }],
		['App Lyng', 210, { audience: 'Unge voksne', activity: 'some', method: 'arenaMessage', countsAds: false }]
	];
	for (const [codeName, daysAgo, found] of looks) {
		const survey: Survey = { ...{ audience: '', activity: null, turnover: null, method: 'sms' }, ...rest, ...found };
		await must(surveyArena(on(ctx, addDays(today, -daysAgo)), places.get(codeName)!, survey));
	}
}

const rest = { mayBeNamed: false, countsAds: true };

/** The same person at noon of another day. */
const on = (ctx: Ctx, day: string): Ctx => ({ ...ctx, now: startOfMinute(day, 12 * 60) });

async function must(result: Promise<{ ok: boolean }>): Promise<void> {
	const settled = await result;
	if (!settled.ok) throw new Error(`the demonstration's places could not be furnished: ${JSON.stringify(settled)}`);
}
