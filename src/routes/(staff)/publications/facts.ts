import type { Comparison, Facts, Material, Part, Whole } from '#publication';
import type { Figure } from '#report';
import { sayFigure } from '../report/words.ts';
import { kindLabel, lineLabel, userRowLabel } from './say-material.ts';

/**
 * What the figures say, with the words by which a Norwegian text means each of them: for the arithmetic check. A number
 * that the view hides is not here, so a text that tells it is said to tell something unknown.
 */
export function factsOf(material: readonly Material[]): Facts {
	const facts = { wholes: [] as Whole[], comparisons: [] as Comparison[], counts: [] as Facts['counts'][number][] };
	for (const one of material) {
		if (one.kind === 'figure') facts.wholes.push(...wholeOf(one.figure));
		if (one.kind === 'figure' && one.figure.kind === 'series' && one.figure.total !== null)
			facts.counts.push({ name: 'økter', words: ['økt', 'vakt'], value: one.figure.total });
		if (one.kind === 'list') facts.wholes.push(...listOf(one));
		if (one.kind === 'users') facts.comparisons.push(...comparisonsOf(one));
		if (one.kind === 'meetings') facts.counts.push(...countsOf(one));
	}
	return facts;
}

const exchanges = ['kontakt', 'samtal', 'chat', 'henvend'];

/** How people write about an answer, beside what it is called. */
const synonyms: Record<string, readonly string[]> = {
	'gender man': ['menn', 'mann'],
	'gender woman': ['kvinne'],
	'gender trans': ['transperson', 'transkvinne', 'transmann'],
	'gender notStated': ['ikke oppgitt', 'ukjent kjønn'],
	'target-group yes': ['målgrupp', 'selger eller bytter', 'selger sex', 'vet selger'],
	'target-group no': ['ikke selger', 'selger ikke'],
	'target-group unsure': ['usikre', 'usikker', 'vet vi ikke'],
	'arenas sexChat': ['sexchat', 'erotisk'],
	'arenas community': ['nettsamfunn'],
	'arenas ownChat': ['egen chat', 'vår chat', 'nettprat', 'nettchat'],
	'arenas escortSite': ['annonsesid'],
	'themes health': ['helse', 'hiv', 'smitte'],
	'themes noIssue': ['ingen problemstilling', 'uten problemstilling'],
	'themes praise': ['positive tilbake', 'ros'],
	'themes criticism': ['kritikk', 'negative'],
	'themes boundaries': ['grense'],
	'nationalities NO': ['norge', 'norsk']
};
const unknowns = ['notStated', 'unknown', 'none'];

function wholeOf(figure: Figure): Whole[] {
	const { name, cells, total, unit, isWhole, notes } = figure;
	if (figure.kind !== 'list' || unit !== 'contacts' || total === null) return [];
	const labels = sayFigure(figure).rows;
	const parts = cells.flatMap(({ code, codes, count }, place): Part[] =>
		count === null
			? []
			: [
					{
						name: labels[place]!.label,
						words: (codes ?? [code]).flatMap((one) => synonyms[`${name} ${one}`] ?? wordsOf(labels[place]!.label)),
						count,
						isUnknown: unknowns.includes(code)
					}
				]
	);
	const buyers = notes.find(({ code }) => code === 'buyersBeside')?.value;
	const beside = buyers === undefined ? [] : [{ name: 'kjøper sex', words: ['kjøper sex', 'sexkjøp'], count: buyers }];
	return [
		{ name: labels.length > 0 ? nameOf(name) : name, words: exchanges, total, parts, beside, hasSeveral: !isWhole }
	];
}

const nameOf = (name: string): string =>
	({ gender: 'kjønn', 'target-group': 'målgruppa', arenas: 'steder', themes: 'temaer' })[name] ?? name;

function listOf({ code, total, rows }: Extract<Material, { kind: 'list' }>): Whole[] {
	if (total === null) return [];
	const parts = rows.map(({ codes, label, count }): Part => {
		const name = lineLabel(code, codes, label);
		const words = codes.flatMap((one) => synonyms[`${code} ${one}`] ?? []);
		return { name, words: words.length > 0 ? words : wordsOf(name), count, isUnknown: codes.includes('unknown') };
	});
	const words = code === 'nationalities' ? ['menn', 'bruker', 'person', 'statsborger'] : exchanges;
	return [{ name: code === 'nationalities' ? 'statsborgerskap' : 'tema', words, total, parts }];
}

const comparedWords: Record<string, readonly string[]> = {
	'all users': ['menn', 'bruker', 'brukte'],
	'all consultations': ['konsultasjon'],
	'all newUsers': ['nye'],
	'health users': ['helse'],
	'health consultations': ['helse'],
	'social users': ['sosial'],
	'social consultations': ['sosial']
};

const comparisonsOf = ({ cells }: Extract<Material, { kind: 'users' }>): Comparison[] =>
	cells.flatMap((cell) =>
		typeof cell.before === 'number' && typeof cell.after === 'number'
			? [
					{
						name: userRowLabel(cell),
						words: comparedWords[`${cell.row} ${cell.column}`] ?? wordsOf(cell.label ?? cell.row),
						before: cell.before,
						after: cell.after
					}
				]
			: []
	);

const countsOf = ({ kinds, organisations }: Extract<Material, { kind: 'meetings' }>): Facts['counts'][number][] => [
	...kinds.map(({ kind, count }) => ({
		name: kindLabel(kind),
		words: [...wordsOf(kindLabel(kind)), 'møte'],
		value: count
	})),
	{ name: 'organisasjoner', words: ['organisasjon', 'tjeneste'], value: organisations }
];

/** Beginnings of the long words of a label: «Nettsamfunn» is found in «nettsamfunnet», «Bulgaria» in «bulgarsk». */
const wordsOf = (label: string): string[] =>
	(label.toLowerCase().match(/\p{L}{4,}/gu) ?? []).map((word) => word.slice(0, Math.max(4, word.length - 2)));
