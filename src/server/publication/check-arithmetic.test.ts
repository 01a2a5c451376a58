import { describe, expect, test } from 'vitest';
import { checkArithmetic, type Facts } from './check-arithmetic.ts';
import { readNumbers } from './read-numbers.ts';

const part = (name: string, count: number, ...words: string[]) => ({ name, words, count });
const talks = ['samtale', 'chat', 'kontakt', 'henvend'];

/** What a report of 2013 printed, as the figures have it. */
const facts2013: Facts = {
	wholes: [
		{
			name: 'kjønn',
			words: talks,
			total: 354,
			parts: [
				part('menn', 342, 'menn', 'mann'),
				part('kvinner', 6, 'kvinne'),
				part('transpersoner', 1, 'transperson'),
				{ ...part('ikke oppgitt', 5, 'oppgitt'), isUnknown: true }
			]
		},
		{
			name: 'målgruppe',
			words: talks,
			total: 354,
			parts: [
				part('selger sex', 71, 'målgrupp', 'selger sex'),
				part('selger ikke sex', 169, 'selger ikke', 'ikke selger'),
				part('usikkert', 114, 'usikre', 'usikker')
			],
			beside: [part('kjøper sex', 21, 'kjøper', 'sexkjøp')]
		},
		{
			name: 'steder',
			words: talks,
			total: 354,
			parts: [
				part('sexchatter', 293, 'chatsid', 'sexchat'),
				part('nettsamfunn', 34, 'nettsamfunn'),
				part('egen chat', 27, 'egen chat', 'vår chat', 'hjemmesid')
			]
		},
		{
			name: 'temaer',
			words: talks,
			total: 354,
			hasSeveral: true,
			parts: [part('helse', 118, 'helse', 'hiv'), part('ros', 35, 'positive tilbake')]
		},
		{
			name: 'nasjonalitet',
			words: ['menn', 'bruker'],
			total: 33,
			parts: [
				part('Norge', 6, 'norge', 'norsk'),
				part('Bulgaria', 5, 'bulgar'),
				part('Nigeria', 5, 'nigeria'),
				part('Thailand', 5, 'thai'),
				...Array.from({ length: 10 }, (_, place) => part(`land ${place}`, 1)),
				{ ...part('ukjent', 2, 'ukjent'), isUnknown: true }
			]
		}
	],
	comparisons: [
		{ name: 'brukere', words: ['bruker', 'menn'], before: 19, after: 33 },
		{ name: 'konsultasjoner', words: ['konsultasjon'], before: 139, after: 333 },
		{ name: 'nye brukere', words: ['nye'], before: 9, after: 21 },
		{ name: 'brukere i helseavdelingen', words: ['helseavdeling'], before: 7, after: 17 },
		{ name: 'konsultasjoner i helseavdelingen', words: ['helseavdeling'], before: 11, after: 79 },
		{ name: 'brukere i sosialfaglig oppfølging', words: ['sosialfaglig'], before: 4, after: 9 },
		{ name: 'konsultasjoner i sosialfaglig oppfølging', words: ['sosialfaglig'], before: 97, after: 216 }
	],
	counts: [{ name: 'møter', words: ['møte', 'fagmøte'], value: 23 }]
};

const check = (text: string) =>
	checkArithmetic(text, facts2013).map(({ text, verdict, expected }) =>
		expected === undefined ? [text, verdict] : [text, verdict, expected]
	);
const alarms = (text: string) => checkArithmetic(text, facts2013).filter(({ verdict }) => verdict === 'doesNotFollow');

describe('numbers in a text', () => {
	const said = (text: string) => readNumbers(text).map(({ text, kind, value, about }) => [text, kind, value, about]);

	test('stand in digits and in words, with how exact they are', () => {
		expect(said('Cirka åtte prosent av 1 218 brukere, mer enn førtito av dem nye')).toEqual([
			['åtte prosent', 'percent', 8, 'around'],
			['1 218', 'count', 1218, 'exact'],
			['førtito', 'count', 42, 'over']
		]);
		expect(said('Nesten en fjerdedel, og to tredjedeler')).toEqual([
			['en fjerdedel', 'fraction', 25, 'under'],
			['to tredjedeler', 'fraction', 200 / 3, 'exact']
		]);
	});

	test('the article, days, times and numbered things are none', () => {
		expect(said('En mann kom 1. september kl. 18–20, se kapittel 2.2.2.3 og tabell 4 (31.12.2012).')).toEqual([]);
		expect(said('I 2012 var vi der mellom 18 og 20')).toEqual([['2012', 'year', 2012, 'exact']]);
	});
});

describe('with the figures of 2013, the slips of its report are found', () => {
	test('N1–N3: three increases were worked out from other numbers than those printed beside them', () => {
		expect(check('Antallet menn gikk fra 19 til 33, en økning på 79 prosent.')).toEqual([
			['19', 'follows'],
			['33', 'follows'],
			['79 prosent', 'doesNotFollow', 74]
		]);
		expect(check('Konsultasjonene økte fra 139 til 333, altså med 144 %.').at(-1)).toEqual([
			'144 %',
			'doesNotFollow',
			140
		]);
		expect(check('Nye brukere: opp fra 9 i 2011 til 21 i 2012 (122 prosent).').at(-1)).toEqual([
			'122 prosent',
			'doesNotFollow',
			133
		]);
		expect(check('Antall konsultasjoner økte med 144 prosent.')).toEqual([['144 prosent', 'doesNotFollow', 140]]);
	});

	test('N1–N4 as a table: the first three columns do not follow, the other four do', () => {
		const table = [
			'2011\t19\t139\t9\t7\t11\t4\t97',
			'2012\t33\t333\t21\t17\t79\t9\t216',
			'Prosentvis økning\t79\t144\t122\t143\t618\t125\t123'
		].join('\n');
		expect(check(table)).toEqual([
			['79', 'doesNotFollow', 74],
			['144', 'doesNotFollow', 140],
			['122', 'doesNotFollow', 133],
			['143', 'follows'],
			['618', 'follows'],
			['125', 'follows'],
			['123', 'follows']
		]);
		const [first] = checkArithmetic(table, facts2013);
		expect(table.slice(first!.from, first!.to)).toBe('79');
	});

	test('N6: the buyers are counted with the target group, and the shares sum to 104', () => {
		const text =
			'20 prosent (71 stykker) av dem vi chattet med, var i målgruppa. De fleste av samtalene er tydelige: 48 prosent - 169 chatter. ' +
			'30 prosent er vi usikre på. Seks prosent av chattene var med menn som kjøper sex.';
		expect(alarms(text)).toMatchObject([
			{ text: 'Seks prosent', reason: 'besideIsInside', against: 104, name: 'målgruppe' }
		]);
		// Told beside, as it is, it is no slip.
		expect(alarms(text.replace('Seks', 'I tillegg til dette gjelder det at seks'))).toEqual([]);
	});

	test('N8 and N10: what is called most is a third, and a fifth', () => {
		expect(alarms('De fleste henvendelsene på nett handlet om hiv.')).toMatchObject([
			{ reason: 'isNoMajority', expected: 33 }
		]);
		expect(alarms('Størstedelen er norske statsborgere.')).toMatchObject([{ reason: 'isNoMajority', expected: 18 }]);
		expect(check('De fleste samtalene var med menn.')).toEqual([['De fleste', 'follows']]);
	});

	test('N9: 27 of 33 counts the two who are not known as foreign', () => {
		expect(checkArithmetic('27 av de 33 mennene er av utenlandsk opprinnelse.', facts2013)).toMatchObject([
			{ text: '27', verdict: 'doesNotFollow', reason: 'countsUnknown', expected: 25, against: 2 },
			{ text: '33', verdict: 'follows' }
		]);
		expect(check('25 av de 33 mennene er av utenlandsk opprinnelse.')[0]).toEqual(['25', 'follows']);
	});
});

describe('what follows gives no alarm', () => {
	test('N4: +143, +618, +125 and +123', () => {
		for (const [before, after, change] of [
			[7, 17, 143],
			[11, 79, 618],
			[4, 9, 125],
			[97, 216, 123]
		])
			expect(check(`Det steg fra ${before} til ${after}, en vekst på ${change} prosent.`).at(-1)).toEqual([
				`${change} prosent`,
				'follows'
			]);
	});

	test('N7: 83, 10 and 8 sum to 101 by rounding', () => {
		expect(
			alarms(
				'83 prosent av chattene kom via to chatsider, 10 prosent via nettsamfunn og cirka åtte prosent via vår egen chat.'
			)
		).toEqual([]);
	});

	test('two shares of other visits are nearly a quarter, and one of them a sixth', () => {
		expect(
			check(
				'Nesten en fjerdedel av alle som var innom nettsida, kom via Gaysir (cirka 17 prosent) og Facebook (sju prosent).'
			)
		).toEqual([
			['en fjerdedel', 'follows'],
			['17 prosent', 'unknown'],
			['sju prosent', 'unknown']
		]);
		expect(alarms('Gaysir er den tredje største kilden, omkring en sjettedel av alle besøk (17 prosent).')).toEqual([]);
	});

	test('342 of 354 is 97 per cent, 71 is a fifth, health a third, praise a tenth', () => {
		expect(
			check(
				'Vi har hatt 354 chatter. 342 (97 prosent) var med menn, seks med kvinner og fem der kjønn ikke er oppgitt.'
			)
		).toEqual([
			['354', 'follows'],
			['342', 'follows'],
			['97 prosent', 'follows'],
			['seks', 'follows'],
			['fem', 'follows']
		]);
		expect(check('En femtedel av chattene var med noen i målgruppa.')).toEqual([['En femtedel', 'follows']]);
		expect(
			check('En tredjedel av samtalene handlet om helse, en tiendedel av dem var positive tilbakemeldinger.')
		).toEqual([
			['En tredjedel', 'follows'],
			['en tiendedel', 'follows']
		]);
		expect(check('Vi deltok på 23 fagmøter.')).toEqual([['23', 'follows']]);
	});
});

describe('a text that was written from an older table', () => {
	test('is told what the figures have', () => {
		expect(check('Vi hadde 360 samtaler.')).toEqual([['360', 'doesNotFollow', 354]]);
		expect(check('44 prosent av samtalene var med noen i målgruppa.')).toEqual([['44 prosent', 'doesNotFollow', 20]]);
		expect(check('Halvparten av samtalene var med noen i målgruppa.')).toEqual([['Halvparten', 'doesNotFollow', 20]]);
	});

	test('a share that was cut off and not rounded is told as rounding', () => {
		expect(check('Det gikk fra 19 til 33, en økning på 73 prosent.').at(-1)).toEqual(['73 prosent', 'rounds', 74]);
	});

	test('what nothing is known about is unknown, never wrong', () => {
		expect(check('Tre kvelder på rad delte vi ut 850 visittkort.')).toEqual([
			['Tre', 'unknown'],
			['850', 'unknown']
		]);
		expect(check('')).toEqual([]);
		expect(checkArithmetic('79 %', { wholes: [], comparisons: [], counts: [] })).toMatchObject([
			{ verdict: 'unknown' }
		]);
	});
});
