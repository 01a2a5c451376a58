import { wholePercent } from '#shared/proportion.ts';
import { readNumbers, type SpokenNumber } from './read-numbers.ts';

/** Words by which a text means something: beginnings of words in small letters, «selge» for «selger» and «selgende». */
type Words = readonly string[];

/** One part of a whole, as the figures have it. */
export interface Part {
	name: string;
	words: Words;
	count: number;
	/** «Ukjent», «ikke oppgitt»: whoever stands here belongs to no other part, and to none of them for certain. */
	isUnknown?: boolean;
}

/** A total and its parts. `words` are what is counted: «samtale», «kontakt». */
export interface Whole {
	name: string;
	words: Words;
	total: number;
	parts: readonly Part[];
	/** Facts that are told beside the parts and belong to several of them (R24): never a part of the hundred per cent. */
	beside?: readonly Part[];
	/** Each may have several answers, so that shares may sum to more than a hundred (R28). */
	hasSeveral?: boolean;
}

/** The same count at two times. */
export interface Comparison {
	name: string;
	words: Words;
	before: number;
	after: number;
}

/** What the figures say, for a text to be held against. */
export interface Facts {
	wholes: readonly Whole[];
	comparisons: readonly Comparison[];
	/** Counts that stand alone: meetings, stands, tests. */
	counts: readonly { name: string; words: Words; value: number }[];
}

export type ArithmeticVerdict = 'follows' | 'rounds' | 'doesNotFollow' | 'unknown';
export type ArithmeticReason =
	| 'isKnown' // the number is one of the figures
	| 'isWorkedOut' // share, change or difference of figures or of numbers beside it
	| 'otherRounding' // right but for the rounding (R110: half up)
	| 'isOther' // the figures have `expected`
	| 'countsUnknown' // right only if `against`, who are not known, are counted with them
	| 'sharesSumTo' // shares of one whole sum to `against`
	| 'besideIsInside' // a fact that stands beside is counted with the parts, which then sum to `against`
	| 'isNoMajority' // called most, and is `expected` per cent
	| 'noFigure'; // nothing to hold it against

/** One number of the text, and whether it follows from the figures. `from` and `to` are places in the text. */
export interface Mark {
	from: number;
	to: number;
	text: string;
	verdict: ArithmeticVerdict;
	reason: ArithmeticReason;
	/** What it would be, in `unit`. */
	expected?: number;
	unit: 'count' | 'percent';
	/** The figure it was held against, by name. */
	name?: string;
	against?: number;
}

/**
 * Holds every number of a Norwegian text against the figures (R109): counts, shares, fractions, changes, «27 av de 33»,
 * sums of shares, «de fleste», and tables pasted with tabs. What cannot be held against anything is `unknown`, never wrong:
 * a false alarm costs the writer's trust.
 * @returns a mark for each number but years and days, in the order of the text.
 */
export function checkArithmetic(text: string, facts: Facts): Mark[] {
	const marks: Mark[] = [];
	for (const block of paragraphsOf(text)) marks.push(...checkParagraph(block, facts));
	return marks.toSorted((a, b) => a.from - b.from);
}

/** A stretch of the text and where it begins. */
interface Stretch {
	at: number;
	text: string;
}

/** A sentence with its numbers; each number gets one mark, from the first rule that knows it. */
interface Sentence extends Stretch {
	numbers: SpokenNumber[];
	marks: Map<SpokenNumber, Mark>;
	/** Which whole each share was found to belong to, and whether beside it. */
	shareOf: Map<SpokenNumber, { whole: Whole; isBeside: boolean }>;
	facts: Facts;
}

function checkParagraph(block: Stretch, facts: Facts): Mark[] {
	const table = checkTable(block);
	if (table) return table;
	const sentences = sentencesOf(block).map((stretch): Sentence => ({
		...stretch,
		numbers: readNumbers(stretch.text).filter(({ kind }) => kind !== 'year'),
		marks: new Map(),
		shareOf: new Map(),
		facts
	}));
	for (const sentence of sentences) {
		checkChanges(sentence);
		checkShareWithCount(sentence);
		checkPartOfWhole(sentence);
		checkShares(sentence);
		checkFractions(sentence);
		checkCounts(sentence);
	}
	checkSums(sentences);
	return sentences.flatMap((sentence) => [...sentence.marks.values(), ...checkMajorities(sentence)]);
}

// ------------------------------------------------------------------------------------------------------------- changes

const changeWords =
	/økning|økt|øk(?:te|er)|vokst|vekst|steg|opp|nedgang|reduksjon|reduser|redusert|falt|ned|gikk|flere|mer|færre|endring|dobl/iu;

/** «fra 19 til 33, en økning på 79 prosent», and «økte med 144 prosent» where the words say of what. */
function checkChanges(sentence: Sentence): void {
	const { numbers, facts } = sentence;
	const shares = numbers.filter(({ kind }) => kind === 'percent');
	for (const [place, first] of numbers.entries()) {
		const second = numbers[place + 1];
		if (!second || first.kind !== 'count' || second.kind !== 'count') continue;
		if (!/\b(?:fra|frå)[^.]{0,24}$/iu.test(sentence.text.slice(0, first.from))) continue;
		if (!/\btil\b[^.\d]{0,16}$/iu.test(sentence.text.slice(first.to, second.from))) continue;
		const known = facts.comparisons.find(({ before, after }) => before === first.value && after === second.value);
		for (const one of [first, second])
			mark(sentence, one, known ? { verdict: 'follows', reason: 'isKnown', name: known.name } : undefined);
		const share = shares.find((one) => one.from > second.from && !sentence.marks.has(one));
		if (share && changeWords.test(sentence.text))
			mark(sentence, share, { ...judgeShare(share, first.value, second.value - first.value), name: known?.name });
	}
	for (const share of shares) {
		if (sentence.marks.has(share) || !isChange(sentence, share)) continue;
		const about = facts.comparisons.filter(({ words, before }) => before > 0 && mentions(sentence.text, words));
		const judged = about.map((one) => ({ ...judgeShare(share, one.before, one.after - one.before), name: one.name }));
		mark(sentence, share, judged.find(({ verdict }) => verdict !== 'doesNotFollow') ?? judged[0]);
	}
}

/** The word for the change stands within reach of its number: elsewhere in the sentence it is about something else. */
const isChange = (sentence: Sentence, share: SpokenNumber): boolean =>
	/(?:økning|økt|økte|øker|vokst|vekst|nedgang|reduksjon|redusert|falt|endring)(?:en|a)?[^.]{0,30}$/iu.test(
		sentence.text.slice(Math.max(0, share.from - 48), share.from)
	) || /^\s*(?:økning|vekst|nedgang|reduksjon|flere|færre|mer enn i)/iu.test(sentence.text.slice(share.to));

// -------------------------------------------------------------------------------------------------------------- shares

/** «20 prosent (71 stykker)», «342 (97 prosent)», «48 prosent - 169 samtaler». */
function checkShareWithCount(sentence: Sentence): void {
	const { numbers, facts } = sentence;
	for (const [place, first] of numbers.entries()) {
		const second = numbers[place + 1];
		if (!second || sentence.marks.has(first) || sentence.marks.has(second)) continue;
		if (![first.kind, second.kind].includes('percent') || ![first.kind, second.kind].includes('count')) continue;
		if (!/^\s*(?:\(|[-–—:,]|er|utgjør|tilsvarer)\s*$/iu.test(sentence.text.slice(first.to, second.from))) continue;
		const [share, count] = first.kind === 'percent' ? [first, second] : [second, first];
		const found = findCount(facts.wholes, count.value, sentence.text);
		const whole = found?.whole ?? facts.wholes.find(({ total }) => wholePercent(count.value, total) === share.value);
		if (!whole) continue;
		sentence.shareOf.set(share, { whole, isBeside: found?.isBeside ?? false });
		mark(sentence, share, { ...judgeShare(share, whole.total, count.value), name: found?.part.name ?? whole.name });
		if (found) mark(sentence, count, { verdict: 'follows', reason: 'isKnown', name: found.part.name });
	}
}

/** A share alone: by the words around it, else by its size. Only with words for both part and whole can it be wrong. */
function checkShares(sentence: Sentence): void {
	for (const share of sentence.numbers) {
		if (share.kind !== 'percent' || sentence.marks.has(share)) continue;
		const clause = clauseAround(sentence.text, share);
		const named = allParts(sentence.facts).filter(({ part }) => mentions(clause, part.words));
		const ranked = named.toSorted((a, b) => distance(a, share) - distance(b, share));
		const best = ranked[0];
		if (best) {
			const judged = judgeShare(share, best.whole.total, best.part.count);
			const isSure = judged.verdict !== 'doesNotFollow' || mentions(sentence.text, best.whole.words);
			sentence.shareOf.set(share, { whole: best.whole, isBeside: best.isBeside });
			if (isSure) mark(sentence, share, { ...judged, name: best.part.name });
			continue;
		}
		const same = allParts(sentence.facts).find(
			({ part, whole }) => wholePercent(part.count, whole.total) === share.value
		);
		if (!same) continue;
		sentence.shareOf.set(share, { whole: same.whole, isBeside: same.isBeside });
		mark(sentence, share, { verdict: 'follows', reason: 'isWorkedOut', name: same.part.name });
	}
}

/** «en femtedel»: of what the words say, or of the shares that stand in the same sentence. */
function checkFractions(sentence: Sentence): void {
	const shares = sentence.numbers.filter(({ kind }) => kind === 'percent');
	const told = shares.reduce((sum, { value }) => sum + value, 0);
	for (const one of sentence.numbers) {
		if (one.kind !== 'fraction') continue;
		if (shares.length > 0 && [told, ...shares.map(({ value }) => value)].some((share) => isNear(one, share))) {
			mark(sentence, one, { verdict: 'follows', reason: 'isWorkedOut' });
			continue;
		}
		const named = allParts(sentence.facts).filter(
			({ part, whole }) => mentions(sentence.text, part.words) && mentions(sentence.text, whole.words)
		);
		const shareOfPart = ({ part, whole }: (typeof named)[number]) => (100 * part.count) / whole.total;
		const fits = named.find((found) => isNear(one, shareOfPart(found)));
		if (fits) mark(sentence, one, { verdict: 'follows', reason: 'isWorkedOut', name: fits.part.name });
		else if (named.length > 0)
			mark(sentence, one, {
				verdict: 'doesNotFollow',
				reason: 'isOther',
				expected: Math.round(shareOfPart(named[0]!)),
				name: named[0]!.part.name
			});
	}
}

/** A fraction is a round number: three points either way, and on the side that «nesten» and «mer enn» say. */
function isNear(fraction: SpokenNumber, share: number): boolean {
	const off = share - fraction.value;
	if (fraction.about === 'under') return off < 0.5 && off >= -4;
	if (fraction.about === 'over') return off > -0.5 && off <= 6;
	return Math.abs(off) <= (fraction.about === 'around' ? 3 : 2);
}

/** Shares of one whole in one paragraph that sum to more than rounding allows: half a point for each. */
function checkSums(sentences: Sentence[]): void {
	const all = sentences.flatMap((sentence) =>
		sentence.numbers.flatMap((share) => {
			const of = sentence.shareOf.get(share);
			return share.kind === 'percent' && (of || !sentence.marks.has(share)) ? [{ sentence, share, of }] : [];
		})
	);
	for (const [whole, members] of Map.groupBy(all, ({ of }) => of?.whole)) {
		const sum = members.reduce((total, { share }) => total + share.value, 0);
		if (whole?.hasSeveral || members.length < 3 || sum <= 100 + members.length / 2) continue;
		// Shares that nothing is known about may be of different things: only a sum just above a hundred is a slip.
		if (!whole && sum > 125) continue;
		const beside = members.find(({ of }) => of?.isBeside);
		const culprit = beside ?? members.at(-1)!;
		if (/i tillegg|ved siden av|utenom|overlapp|også|uavhengig/iu.test(culprit.sentence.text)) continue;
		culprit.sentence.marks.delete(culprit.share);
		mark(culprit.sentence, culprit.share, {
			verdict: 'doesNotFollow',
			reason: beside ? 'besideIsInside' : 'sharesSumTo',
			against: sum,
			name: whole?.name
		});
	}
}

// -------------------------------------------------------------------------------------------------------------- counts

/** «27 av de 33»: a part, several parts that the words name, or all but one part. */
function checkPartOfWhole(sentence: Sentence): void {
	const { numbers, facts } = sentence;
	for (const [place, some] of numbers.entries()) {
		const all = numbers[place + 1];
		if (!all || some.kind !== 'count' || all.kind !== 'count' || sentence.marks.has(some)) continue;
		if (
			!/^\s+(?:\p{L}+\s+)?av\s+(?:(?:de|dei|alle|våre|disse|totalt|i alt)\s+)*$/iu.test(
				sentence.text.slice(some.to, all.from)
			)
		)
			continue;
		const wholes = facts.wholes.filter(({ total, hasSeveral }) => total === all.value && !hasSeveral);
		const judged = wholes.flatMap((whole) => judgePart(sentence.text, some.value, whole) ?? []);
		const best = judged.find(({ verdict }) => verdict === 'follows') ?? judged[0];
		if (wholes[0]) mark(sentence, all, { verdict: 'follows', reason: 'isKnown', name: wholes[0].name });
		if (best) mark(sentence, some, best);
	}
}

function judgePart(text: string, value: number, whole: Whole): Judged | undefined {
	const { parts } = whole;
	const named = [...parts, ...(whole.beside ?? [])].filter(({ words }) => mentions(text, words));
	const equal = named.find(({ count }) => count === value) ?? parts.find(({ count }) => count === value);
	if (equal) return { verdict: 'follows', reason: 'isKnown', name: equal.name };
	if (named.length > 1 && sumOf(named) === value)
		return { verdict: 'follows', reason: 'isWorkedOut', name: named.map(({ name }) => name).join(' + ') };
	const known = parts.filter(({ isUnknown }) => !isUnknown);
	const unknown = whole.total - sumOf(known);
	if (known.some(({ count }) => whole.total - unknown - count === value))
		return { verdict: 'follows', reason: 'isWorkedOut', name: whole.name };
	if (known.some(({ count }) => whole.total - count === value))
		return {
			verdict: 'doesNotFollow',
			reason: 'countsUnknown',
			expected: value - unknown,
			against: unknown,
			name: whole.name
		};
	return named.length === 1
		? { verdict: 'doesNotFollow', reason: 'isOther', expected: named[0]!.count, name: named[0]!.name }
		: undefined;
}

// A small number may be anything: «to kvelder» is not held against a figure unless the words are about it.
const fewestByValue = 13;

function checkCounts(sentence: Sentence): void {
	const { facts } = sentence;
	const known = [
		...facts.wholes.map(({ name, words, total }) => ({ name, words, values: [total] })),
		...allParts(facts).map(({ part }) => ({ name: part.name, words: part.words, values: [part.count] })),
		...facts.comparisons.map(({ name, words, before, after }) => ({ name, words, values: [after, before] })),
		...facts.counts.map(({ name, words, value }) => ({ name, words, values: [value] }))
	];
	for (const one of sentence.numbers) {
		if (sentence.marks.has(one)) continue;
		if (one.kind !== 'count') {
			mark(sentence, one);
			continue;
		}
		const same = known.filter(({ values }) => values.includes(one.value));
		const meant = same.find(({ words }) => mentions(sentence.text, words));
		const fits = meant ?? (one.value >= fewestByValue ? same[0] : undefined);
		const counted = wordsAfter(sentence.text, one);
		const other = known.find(({ words }) => mentions(counted, words));
		if (fits) mark(sentence, one, { verdict: 'follows', reason: 'isKnown', name: fits.name });
		else if (other && one.value >= fewestByValue && one.about === 'exact')
			mark(sentence, one, {
				verdict: 'doesNotFollow',
				reason: 'isOther',
				expected: nearest(other.values, one.value),
				name: other.name
			});
		else mark(sentence, one);
	}
}

// ---------------------------------------------------------------------------------------------------------- majorities

/** «de fleste», where the words name a part: it must be more than half. */
function checkMajorities(sentence: Sentence): Mark[] {
	const pattern = /(?:de aller fleste|de fleste|størstedelen|størsteparten|flertallet|mesteparten)/giu;
	return [...sentence.text.matchAll(pattern)].flatMap((match): Mark[] => {
		const rest = sentence.text.slice(match.index + match[0].length);
		const named = allParts(sentence.facts).filter(({ part, isBeside }) => !isBeside && mentions(rest, part.words));
		if (named.length === 0) return [];
		const isMost = ({ part, whole }: (typeof named)[number]) => 2 * part.count > whole.total;
		const most = named.find(isMost);
		const one = most ?? named[0]!;
		const expected = Math.round((100 * one.part.count) / one.whole.total);
		const place = { from: sentence.at + match.index, to: sentence.at + match.index + match[0].length };
		const base = { ...place, text: match[0], unit: 'percent' as const, name: one.part.name };
		return [
			most
				? { ...base, verdict: 'follows', reason: 'isWorkedOut' }
				: { ...base, verdict: 'doesNotFollow', reason: 'isNoMajority', expected }
		];
	});
}

// --------------------------------------------------------------------------------------------------------------- tables

const changeRow = /prosent|økning|endring|%/iu;

/** A pasted table with a row for each of two years and one for the change: each column is worked out. */
function checkTable({ at, text }: Stretch): Mark[] | undefined {
	const lines = [...text.matchAll(/[^\n]+/gu)].map((match) => ({ at: at + match.index, text: match[0] }));
	const rows = lines.map((line) => cellsOf(line));
	const last = rows.findIndex((cells, place) => place >= 2 && cells.length >= 2 && changeRow.test(cells[0]!.text));
	if (last < 2) return undefined;
	const [before, after, change] = [rows[last - 2]!, rows[last - 1]!, rows[last]!];
	if (before.length !== change.length || after.length !== change.length) return undefined;
	return change.slice(1).flatMap((cell, place): Mark[] => {
		const [first, second] = [Number(before[place + 1]!.text), Number(after[place + 1]!.text)];
		const number: SpokenNumber = {
			...{ from: 0, to: cell.text.length, text: cell.text, about: 'exact', kind: 'percent' },
			value: Number(cell.text.replace('%', ''))
		};
		if (!first || Number.isNaN(second) || Number.isNaN(number.value)) return [];
		const judged = judgeShare(number, first, second - first);
		return [{ from: cell.at, to: cell.at + cell.text.length, text: cell.text, unit: 'percent', ...judged }];
	});
}

const cellsOf = (line: Stretch): Stretch[] =>
	[...line.text.matchAll(/[^\t;|]+/gu)]
		.map((match) => ({ at: line.at + match.index + (/^\s*/u.exec(match[0])?.[0].length ?? 0), text: match[0].trim() }))
		.filter(({ text }) => text !== '');

// ------------------------------------------------------------------------------------------------------------- judging

type Judged = Pick<Mark, 'verdict' | 'reason' | 'expected' | 'name' | 'against'>;

/** Whole percent, half up (R110); a share that was rounded another way is told from one that is wrong. */
function judgeShare(share: SpokenNumber, total: number, count: number): Judged {
	const exact = (100 * count) / total;
	const expected = Math.floor(exact + 0.5);
	if (share.value === expected || share.value === Math.abs(expected))
		return { verdict: 'follows', reason: 'isWorkedOut' };
	const room = share.about === 'exact' ? 1 : 3;
	if (Math.abs(Math.abs(exact) - share.value) < room) return { verdict: 'rounds', reason: 'otherRounding', expected };
	return { verdict: 'doesNotFollow', reason: 'isOther', expected: Math.abs(expected) };
}

function mark(sentence: Sentence, one: SpokenNumber, judged?: Judged): void {
	if (sentence.marks.has(one)) return;
	const { expected, name, against, verdict, reason } = judged ?? { verdict: 'unknown', reason: 'noFigure' };
	sentence.marks.set(one, {
		from: sentence.at + one.from,
		to: sentence.at + one.to,
		text: one.text,
		unit: one.kind === 'count' ? 'count' : 'percent',
		verdict,
		reason,
		...(expected === undefined ? {} : { expected }),
		...(name === undefined ? {} : { name }),
		...(against === undefined ? {} : { against })
	});
}

interface FoundPart {
	whole: Whole;
	part: Part;
	isBeside: boolean;
}

const allParts = (facts: Facts): FoundPart[] =>
	facts.wholes.flatMap((whole) => [
		...whole.parts.map((part) => ({ whole, part, isBeside: false })),
		...(whole.beside ?? []).map((part) => ({ whole, part, isBeside: true }))
	]);

function findCount(wholes: readonly Whole[], value: number, text: string): FoundPart | undefined {
	const same = allParts({ wholes, comparisons: [], counts: [] }).filter(({ part }) => part.count === value);
	return same.find(({ part }) => mentions(text, part.words)) ?? same[0];
}

/** How far a share is from what the part would be. */
const distance = ({ part, whole }: FoundPart, share: SpokenNumber): number =>
	Math.abs((100 * part.count) / whole.total - share.value);

/** One of the words begins somewhere in the text. */
function mentions(text: string, words: Words): boolean {
	const small = text.toLowerCase();
	return words.some((word) => {
		for (let at = small.indexOf(word); at >= 0; at = small.indexOf(word, at + 1))
			if (at === 0 || !/[\p{L}\d]/u.test(small[at - 1]!)) return true;
		return false;
	});
}

/** From the comma, bracket or number before to the next one: what is said about this number and no other. */
function clauseAround(text: string, { from, to }: SpokenNumber): string {
	const start = Math.max(...[',', ';', '.', ' og ', ' mens ', '\n'].map((sign) => text.lastIndexOf(sign, from - 1)), 0);
	const end = Math.min(
		...[',', ';', '.', ' og ', ' mens ', '\n']
			.map((sign) => text.indexOf(sign, to))
			.map((at) => (at < 0 ? text.length : at))
	);
	return text.slice(start, end);
}

const wordsAfter = (text: string, { to }: SpokenNumber): string =>
	/^\s*(?:\p{L}+)(?:\s+\p{L}+)?/u.exec(text.slice(to))?.[0] ?? '';

const nearest = (values: readonly number[], to: number): number =>
	values.toSorted((a, b) => Math.abs(a - to) - Math.abs(b - to))[0]!;
const sumOf = (parts: readonly Part[]): number => parts.reduce((sum, { count }) => sum + count, 0);

const paragraphsOf = (text: string): Stretch[] =>
	[...text.matchAll(/[^\n]+(?:\n(?!\n)[^\n]+)*/gu)].map((match) => ({ at: match.index, text: match[0] }));

/** A full stop, a space and a capital: «ca. 1500» and «1. september» stay whole. */
function sentencesOf({ at, text }: Stretch): Stretch[] {
	const ends = [...text.matchAll(/(?<=[.!?:»"])\s+(?=[\p{Lu}«"\d])|\n/gu)].filter(
		(match) => !/(?:\bca|\bkap|\bbl\.a|\d)\.$/u.test(text.slice(0, match.index))
	);
	const starts = [0, ...ends.map((match) => match.index + match[0].length)];
	return starts.map((start, place) => ({ at: at + start, text: text.slice(start, starts[place + 1] ?? text.length) }));
}
