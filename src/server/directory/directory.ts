import * as v from 'valibot';
import { isCounty } from './counties.ts';

/** What a service elsewhere can offer, as far as people ask us for it (R76). */
export const offers = [
	'condoms',
	'tests',
	'doctor',
	'lawyer',
	'talk',
	'vaccine',
	'equipment',
	'housing',
	'crisis'
] as const;
export type Offer = (typeof offers)[number];

export const prices = ['free', 'paid', 'unknown'] as const;
export type Price = (typeof prices)[number];

/** A service elsewhere in the country that we can tell people about. */
export interface Entry {
	id: string;
	name: string;
	county: string;
	municipality: string;
	offers: Offer[];
	languages: string[];
	price: Price;
	verifiedAt: Date;
	/** Looked up less than half a year ago: what it says can be told on. */
	isFresh: boolean;
}

/** What is posted; `languages` are codes that the caller has checked. */
export const entryInput = v.object({
	name: v.pipe(v.string(), v.trim(), v.nonEmpty('nameMissing'), v.maxLength(100, 'nameTooLong')),
	county: v.pipe(v.string(), v.check(isCounty, 'countyMissing')),
	municipality: v.pipe(v.string(), v.trim(), v.maxLength(60, 'municipalityTooLong')),
	offers: v.array(v.picklist(offers)),
	languages: v.array(v.pipe(v.string(), v.maxLength(3))),
	price: v.picklist(prices)
});
export type EntryInput = v.InferOutput<typeof entryInput>;

/** So many days an entry counts as verified (R76). */
export const freshDays = 180;
/** Fewer verified entries than this in a county, and a campaign there is warned about it. */
export const enoughEntries = 3;

/** The first instant from which something verified still counts. */
export const freshSince = (now: Date): Date => new Date(now.getTime() - freshDays * 86_400_000);
