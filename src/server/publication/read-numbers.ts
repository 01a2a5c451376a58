/** A number as it stands in a Norwegian text. */
export interface SpokenNumber {
	from: number;
	to: number;
	text: string;
	kind: 'count' | 'percent' | 'fraction' | 'year';
	/** Of a fraction the share in percent: «en femtedel» is 20. */
	value: number;
	/** «cirka», «nesten», «mer enn»: what the writer says about how exact it is. */
	about: 'exact' | 'around' | 'under' | 'over';
}

const ones = ['null', 'en', 'to', 'tre', 'fire', 'fem', 'seks', 'sju', 'åtte', 'ni', 'ti', 'elleve', 'tolv'];
const teens = ['tretten', 'fjorten', 'femten', 'seksten', 'sytten', 'atten', 'nitten'];
const tens = ['tjue', 'tretti', 'førti', 'femti', 'seksti', 'sytti', 'åtti', 'nitti'];
const words: ReadonlyMap<string, number> = new Map([
	...ones.map((word, value) => [word, value] as const),
	...teens.map((word, place) => [word, 13 + place] as const),
	...tens.flatMap((word, place) => [
		[word, 20 + 10 * place] as const,
		...ones.slice(1, 10).map((one, unit) => [word + one, 20 + 10 * place + unit + 1] as const)
	]),
	['én', 1],
	['ett', 1],
	['ei', 1],
	['syv', 7],
	['tyve', 20],
	['tredve', 30],
	['hundre', 100]
]);
const parts: ReadonlyMap<string, number> = new Map([
	['halvpart', 2],
	['halvdel', 2],
	['tredjedel', 3],
	['tredel', 3],
	['fjerdedel', 4],
	['firedel', 4],
	['kvart', 4],
	['femtedel', 5],
	['femdel', 5],
	['sjettedel', 6],
	['seksdel', 6],
	['sjuendedel', 7],
	['åttendedel', 8],
	['åttedel', 8],
	['niendedel', 9],
	['tiendedel', 10],
	['tidel', 10]
]);

const letter = 'a-zæøåéA-ZÆØÅÉ';
const wordEdge = `(?<![${letter}\\d])`;
const spoken = [...words.keys()].toSorted((a, b) => b.length - a.length).join('|');
const digits = String.raw`\d{1,3}(?:[  ]\d{3})+(?!\d)|\d+(?:,\d+)?`;
const number = new RegExp(
	`${wordEdge}(?<value>${digits}|(?:${spoken})(?![${letter}]))(?<percent>[  ]*(?:%|prosent(?![${letter}])|pst\\.?))?`,
	'giu'
);
const fraction = new RegExp(
	`${wordEdge}(?:(?<count>en|én|ei|to|tre|fire|sju|ni)[  ])?(?<part>${[...parts.keys()].join('|')})(?:en|a|er|ene)?(?![${letter}])`,
	'giu'
);
const before = {
	around: /(?:cirka|ca\.?|omtrent|omkring|rundt|om lag|anslagsvis)\s*$/iu,
	under: /(?:nesten|nærmere|knapt|under|opp mot|nær)\s*$/iu,
	over: /(?:over|mer enn|meir enn|flere enn|drøyt|minst)\s*$/iu
};
// Days, times, chapters, paragraphs and things numbered: figures of speech, not figures.
const notCounted = [
	new RegExp(String.raw`\d{1,2}\.\d{1,2}\.(?:\d{4}|\d{2})(?!\d)`, 'gu'),
	new RegExp(
		String.raw`\d{1,2}\. ?(?:januar|februar|mars|april|mai|juni|juli|august|september|oktober|november|desember)`,
		'giu'
	),
	/\d{4}-\d{2}-\d{2}/gu,
	/(?:kl\.?|klokka|klokken|mellom) ?\d{1,2}(?:[.:]\d{2})?(?: ?(?:-|–|og) ?\d{1,2}(?:[.:]\d{2})?(?= |\)|,|\.|$))?/giu,
	/\d{1,2}[.:]\d{2} ?(?:-|–) ?\d{1,2}[.:]\d{2}/gu,
	/(?:kapittel|kap\.|del|punkt|figur|tabell|tiltak|side|§|uke|delmål) ?\d+(?:\.\d+)*/giu,
	/\d+(?:\.\d+)+\.?/gu,
	new RegExp(`(?<=[${letter}])-?\\d+`, 'gu')
];

/**
 * Every number of a text, in digits and in words, with what is said about how exact it is. The article «en» is not one;
 * days, times and the numbers of chapters and figures are left out.
 * @returns in the order of the text, not overlapping.
 */
export function readNumbers(text: string): SpokenNumber[] {
	const blank = notCounted.reduce((rest, pattern) => rest.replace(pattern, (found) => '~'.repeat(found.length)), text);
	const fractions = [...blank.matchAll(fraction)].map((match) => {
		const { count, part } = match.groups!;
		const share = ((words.get((count ?? 'en').toLowerCase()) ?? 1) * 100) / parts.get(part!.toLowerCase())!;
		return spokenAt(text, match, 'fraction', share);
	});
	const taken = (from: number, to: number) => fractions.some((one) => from < one.to && to > one.from);
	const plain = [...blank.matchAll(number)].flatMap((match): SpokenNumber[] => {
		if (taken(match.index, match.index + match[0].length)) return [];
		const raw = match.groups!['value']!;
		const isPercent = match.groups!['percent'] !== undefined;
		// Without «prosent» behind it, «en» is nearly always the article.
		if (/^(?:en|ei|ett)$/iu.test(raw) && !isPercent) return [];
		const value = words.get(raw.toLowerCase()) ?? Number(raw.replaceAll(/[  ]/gu, '').replace(',', '.'));
		const isYear = !isPercent && /^(?:19|20)\d{2}$/u.test(raw);
		return [spokenAt(text, match, isPercent ? 'percent' : isYear ? 'year' : 'count', value)];
	});
	return [...fractions, ...plain].toSorted((a, b) => a.from - b.from);
}

function spokenAt(text: string, match: RegExpExecArray, kind: SpokenNumber['kind'], value: number): SpokenNumber {
	const to = match.index + match[0].length;
	const lead = text.slice(Math.max(0, match.index - 16), match.index);
	const about = (['around', 'under', 'over'] as const).find((one) => before[one].test(lead)) ?? 'exact';
	return { from: match.index, to, text: text.slice(match.index, to), kind, value, about };
}
