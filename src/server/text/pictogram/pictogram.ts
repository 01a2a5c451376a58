import * as v from 'valibot';
import { isDay } from '#shared/calendar.ts';
import { likelyDifference, likelyPart, type Interval } from '#shared/proportion.ts';
import { languages } from '../languages.ts';

/** A picture has room for four drawings (R55). */
export const maxTiles = 4;
/** Fewer than this are not asked in vain, but they say too little; and they must not be found again in the counts. */
export const leastAsked = 5;

export interface Tile {
	/** The name of a drawing. */
	drawing: string;
	/** Some words below it in print; may be empty. */
	caption: string;
}

/** One picture as it stands for good: a change makes the next version. */
export interface PictogramVersion {
	id: string;
	pictogramId: string;
	number: number;
	/** The language of captions and alt text. */
	language: string;
	alt: string;
	tiles: Tile[];
	createdAt: Date;
}

/** A version was shown to people: how many, and how many knew each drawing, in the order of the tiles. Never who. */
export interface Round {
	id: string;
	versionId: string;
	askedOn: string;
	asked: number;
	recognised: number[];
}

export interface Pictogram {
	id: string;
	name: string;
	activeVersionId: string | null;
	createdAt: Date;
}

/** How many of those who were asked knew a drawing, and how large the part is likely to be among many. */
export interface Recognition {
	asked: number;
	recognised: number;
	likely: Interval;
}

const line = (most: number) => v.pipe(v.string(), v.trim(), v.maxLength(most, 'tooLong'));
const filled = (most: number) => v.pipe(v.string(), v.trim(), v.minLength(1, 'empty'), v.maxLength(most, 'tooLong'));

/** What a version is made of. The name is the pictogram's, and may change with a version. */
export const pictogramInput = v.object({
	name: filled(80),
	language: v.picklist(
		languages.map(({ code }) => code),
		'unknownLanguage'
	),
	alt: filled(300),
	tiles: v.pipe(
		v.array(v.object({ drawing: v.string(), caption: line(30) })),
		v.minLength(1, 'empty'),
		v.maxLength(maxTiles, 'tooMany')
	)
});
export type PictogramInput = v.InferOutput<typeof pictogramInput>;

const count = v.pipe(v.number('notANumber'), v.integer('notANumber'), v.minValue(0, 'notANumber'));

/** One round as it is entered: everybody who was asked was shown every drawing. */
export const roundInput = v.object({
	askedOn: v.pipe(v.string(), v.check(isDay, 'notADay')),
	asked: v.pipe(count, v.minValue(leastAsked, 'tooFew'), v.maxValue(500, 'tooMany')),
	recognised: v.array(count)
});
export type RoundInput = v.InferOutput<typeof roundInput>;

/** Recognition per tile, over all rounds of a version. */
export function recognitionOf(tileCount: number, rounds: readonly Round[]): Recognition[] {
	const asked = sum(rounds.map((round) => round.asked));
	return Array.from({ length: tileCount }, (_, place) => {
		const recognised = sum(rounds.map((round) => round.recognised[place] ?? 0));
		return { asked, recognised, likely: likelyPart(recognised, asked) };
	});
}

/** What two versions' counts say about one place of the picture. `noneShown`: the counts do not tell them apart. */
export type Finding = 'more' | 'fewer' | 'noneShown' | 'notAsked';

export function compareRecognition(before: Recognition, after: Recognition): Finding {
	if (before.asked === 0 || after.asked === 0) return 'notAsked';
	const { low, high } = likelyDifference(
		{ hits: before.recognised, asked: before.asked },
		{ hits: after.recognised, asked: after.asked }
	);
	if (low > 0) return 'more';
	return high < 0 ? 'fewer' : 'noneShown';
}

/** A name for the file that can be written on every machine: «tjenestene-v2.png». */
export function fileNameOf(name: string, number: number): string {
	const plain = name.toLowerCase().replaceAll('æ', 'ae').replaceAll('ø', 'o').replaceAll('å', 'a');
	const slug = plain
		.normalize('NFKD')
		.replace(/[^a-z0-9]+/g, '-')
		.replace(/^-|-$/g, '')
		.slice(0, 40);
	return `${slug || 'piktogram'}-v${number}.png`;
}

const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);
