import * as v from 'valibot';
import { figureNames, type Figure, type FigureName } from '#report';

/** Tables that are no figures of contacts: numbers from elsewhere, what was done, and what was wanted. */
export const tableCodes = ['users', 'nationalities', 'problems', 'meetings', 'goals'] as const;
export type TableCode = (typeof tableCodes)[number];
export const materialCodes = [...figureNames, ...tableCodes] as const;
export type MaterialCode = FigureName | TableCode;
export const isMaterialCode = (text: string): text is MaterialCode =>
	(materialCodes as readonly string[]).includes(text);

/** A number in a table from elsewhere; null in public is hidden, undefined is not known. */
export interface ComparedCell {
	row: string;
	column: string;
	/** The team's own word for the row, if it has one. */
	label: string | null;
	before: number | null | undefined;
	after: number | null | undefined;
	/** In whole percent (R110); left out where it cannot or must not be told. */
	change?: number;
}

/** What a section shows beside its text, before it is put in words. */
export type Material =
	| { code: FigureName; kind: 'figure'; figure: Figure }
	| { code: 'users'; kind: 'users'; years: [number, number]; source: string; cells: ComparedCell[] }
	| {
			code: 'nationalities' | 'problems';
			kind: 'list';
			year: number;
			source: string;
			total: number | null;
			rows: ListedRow[];
	  }
	| {
			code: 'meetings';
			kind: 'meetings';
			year: number;
			kinds: { kind: string; count: number }[];
			organisations: number;
	  }
	| { code: 'goals'; kind: 'goals'; year: number; goals: ReportedGoal[] };
export interface ListedRow {
	/** One code, or several that were put together because some of them were too few. */
	codes: string[];
	label: string | null;
	count: number;
}
export interface ReportedGoal {
	programme: string;
	letter: string;
	title: string;
	target: number | null;
	measure: string | null;
	/** Null: hidden, or not measured. */
	reached: number | null;
	assessment: string;
	decision: string;
}

/** How figures are made; printed in each frozen copy, and raised when a rule changes. */
export const definitions = {
	version: 1,
	percentFrom: 50,
	rounding: 'halfUp',
	publishableFrom: 5,
	counts: 'contacts',
	excludes: 'tests'
} as const;

export const views = ['internal', 'public'] as const;
export type PublicationView = (typeof views)[number];
export const languages = ['nb', 'en'] as const;
export type PublicationLanguage = (typeof languages)[number];

/** A year report that is being written. */
export interface Publication {
	id: string;
	year: number;
	title: string;
	programmeId: string | null;
	view: PublicationView;
	language: PublicationLanguage;
}

/** One part of it: a heading, text of one's own, live figures, and what must be said about the method. */
export interface Section {
	id: string;
	heading: string;
	body: string;
	note: string;
	figures: MaterialCode[];
	/** Left out of the public view: what is said of small numbers. */
	isInternal: boolean;
	/** Ids of quotes; those that are not approved any more are not printed. */
	quotes: string[];
}
export type NewSection = Omit<Section, 'id'>;

/** A copy that nothing changes any more. */
export interface FrozenPublication {
	publicationId: string;
	version: number;
	view: PublicationView;
	year: number;
	frozenAt: Date;
	/** SHA-256 of the values, in hexadecimal: two copies with the same figures have the same. */
	hash: string;
}

const text = (most: number) => v.pipe(v.string('empty'), v.trim(), v.maxLength(most, 'tooLong'));
export const publicationInput = v.object({
	year: v.pipe(v.number('badYear'), v.integer('badYear'), v.minValue(2000, 'badYear'), v.maxValue(2200, 'badYear')),
	title: v.pipe(text(160), v.nonEmpty('empty')),
	programmeId: v.nullable(v.pipe(v.string(), v.uuid('unknown'))),
	view: v.picklist(views, 'unknown'),
	language: v.picklist(languages, 'unknown')
});
export const titleInput = v.pick(publicationInput, ['title']);
export type PublicationInput = v.InferOutput<typeof publicationInput>;

export const sectionInput = v.object({
	heading: v.pipe(text(160), v.nonEmpty('empty')),
	body: text(20_000),
	note: text(2000),
	isInternal: v.boolean(),
	figures: v.pipe(v.array(v.picklist(materialCodes, 'unknown')), v.maxLength(30, 'tooLong')),
	quotes: v.pipe(v.array(v.pipe(v.string(), v.uuid('unknown'))), v.maxLength(30, 'tooLong'))
});

/**
 * The same value as the same text, whatever order its fields came in: what is hashed must not depend on how the database
 * or a program writes it.
 */
export function canonical(value: unknown): string {
	if (Array.isArray(value)) return `[${value.map((one) => canonical(one ?? null)).join(',')}]`;
	if (value === null || typeof value !== 'object') return JSON.stringify(value);
	const fields = Object.entries(value).filter(([, one]) => one !== undefined);
	const sorted = fields.toSorted(([a], [b]) => (a < b ? -1 : 1));
	return `{${sorted.map(([name, one]) => `${JSON.stringify(name)}:${canonical(one)}`).join(',')}}`;
}
