import { describe, expect, test } from 'vitest';
import { findUnkindWords } from './find-unkind-words.ts';
import { lintMessage, type FindingCode, type LintOptions } from './lint-message.ts';
import { unkindWords } from './message-words.ts';
import { measureLix } from './sentences.ts';
import { applyChanges } from './word-lists.ts';

const nb: LintOptions = { language: 'nb', service: 'Lanternen' };
const codes = (text: string, options = nb) =>
	Object.fromEntries(lintMessage(text, options).map(({ code, tone }) => [code, tone]));
const find = (text: string, code: FindingCode, options = nb) =>
	lintMessage(text, options).find((finding) => finding.code === code);
const wordsOf = (text: string, code: FindingCode, options = nb) =>
	find(text, code, options)?.words.map(({ word }) => word);

const friendly =
	'Hei! Marianne fra Lanternen her. Vi har gratis kondomer, lege og advokat. Fant nummeret i annonsen din. Svar gjerne, eller svar STOPP for ingen flere meldinger.';
const formal =
	'Lanternen er en kommunal tjeneste for personer som selger sex. Vi tilbyr prevensjonsmidler, smittevernundersøkelser, sosialfaglig oppfølging og advokatbistand på https://lanternen.example/tilbud.';

test('a friendly text is in order from end to end', () => {
	expect(codes(friendly)).toEqual({
		who: 'ok',
		source: 'ok',
		keyWords: 'ok',
		discretion: 'ok',
		readability: 'ok',
		stop: 'ok',
		links: 'ok',
		length: 'ok'
	});
	expect(find(friendly, 'length')?.count).toBe(1);
});

test('a formal text outs the reader, hides the offer and reads like a letter from an office', () => {
	expect(codes(formal)).toEqual({
		who: 'ok',
		source: 'warning',
		keyWords: 'advice',
		discretion: 'warning',
		readability: 'advice',
		stop: 'warning',
		links: 'warning',
		length: 'advice'
	});
	expect(wordsOf(formal, 'discretion')).toEqual(['selger', 'sex']);
	expect(wordsOf(formal, 'readability')).toContain('smittevernundersøkelser');
});

test('nynorsk and English are read with their own words', () => {
	const nynorsk =
		'Hei! Ida frå Lanternen her. Vi har gratis kondom, lege og advokat. Fann nummeret i annonsen din. Svar STOPP for ingen fleire meldingar.';
	const english =
		'Hi! Ida from Lanternen here. Free condoms and a doctor. Found your number in your ad. Reply STOP for no more messages.';
	for (const [text, language] of [
		[nynorsk, 'nn'],
		[english, 'en']
	] as const)
		expect(new Set(Object.values(codes(text, { ...nb, language }))), language).toEqual(new Set(['ok']));
	expect(wordsOf('We do not sell your data to the police', 'discretion', { ...nb, language: 'en' })).toEqual([
		'sell',
		'police'
	]);
	expect(wordsOf('For deg som er seljar', 'discretion', { ...nb, language: 'nn' })).toEqual(['seljar']);
});

test('a language whose words we do not know says so, and gets the checks that need none', () => {
	const romanian = 'Bună! Ida de la Lanternen. Avem prezervative gratuite. Reply STOP for no more messages.';
	expect(codes(romanian, { ...nb, language: 'ro' })).toEqual({
		who: 'ok',
		language: 'advice',
		stop: 'ok',
		links: 'ok',
		length: 'advice'
	});
});

describe('who writes', () => {
	test.each(['Hei fra Lanternen.', 'LANTERNEN her', 'Lanternens lege er her'])('%j says it', (text) => {
		expect(find(text, 'who')?.tone).toBe('ok');
	});
	test.each(['Hei, det er Marianne her.', 'Se www.lanternen.example', 'Gatelanternen lyser', 'Lanternenes tid'])(
		'%j does not',
		(text) => {
			expect(find(text, 'who')?.tone).toBe('warning');
		}
	);
});

describe('what we offer comes first (R56)', () => {
	test('a word that ends at the sixtieth character is seen, one that ends after is not', () => {
		const upTo = (length: number) => `${'x'.repeat(length - 5)} lege og mer`;
		expect(find(upTo(60), 'keyWords')?.tone).toBe('ok');
		expect(find(upTo(61), 'keyWords')?.tone).toBe('advice');
	});
	test('the words are named as they are written, and the longest phrase wins', () => {
		expect(wordsOf('Gratis kondomer, lege og advokat hver tirsdag', 'keyWords')).toEqual([
			'Gratis kondomer',
			'lege',
			'advokat'
		]);
	});
	test('a service may bring its own words', () => {
		const soup = 'Suppe hver tirsdag hos Lanternen';
		expect(find(soup, 'keyWords')?.tone).toBe('advice');
		expect(find(soup, 'keyWords', { ...nb, words: { ...applyChanges('nb', []), keyWords: ['suppe'] } })?.tone).toBe(
			'ok'
		);
	});
});

describe('a locked screen (R61)', () => {
	test.each([
		['Du som selger sex', ['selger', 'sex']],
		['Gratis HIV-test', ['HIV']],
		['hivtesting og SOI', ['hivtesting', 'SOI']],
		['Vi så eskorteannonsen din', ['eskorteannonsen']],
		['Ikke redd for politiet eller kunden?', ['politiet', 'kunden']],
		['Seksuell helse og biseksuelle', ['Seksuell', 'biseksuelle']],
		['telefonsex', ['telefonsex']],
		['Tilbud til prostituerte', ['prostituerte']]
	])('%j gives something away', (text, words) => {
		expect(wordsOf(text, 'discretion')).toEqual(words);
	});
	test.each([
		'Vi holder til ved kjøpesenteret',
		'Ring kundeservice',
		'Vi er ikke politiske, og ikke i politikken',
		'Unisex toalett, og Sussex er langt unna',
		'Seksten stoler og seks bord',
		'Vi hiver oss rundt. Det er en soignert kafé',
		'Horten, høre, hornmusikk',
		'Sekundet etter kom legen'
	])('%j gives nothing away', (text) => {
		expect(wordsOf(text, 'discretion')).toEqual([]);
	});
	test('the place of every word is where it stands', () => {
		for (const { words } of lintMessage(formal, nb))
			for (const { index, word } of words) expect(formal.slice(index, index + word.length)).toBe(word);
	});
});

describe('inclusive words (R116)', () => {
	const sentences: [sentence: string, words: string[]][] = [
		['Vi møter prostituerte i hele byen.', ['prostituerte']],
		['En gateprostituert fortalte oss om det.', ['gateprostituert']],
		['Noen kaller dem horer.', ['horer']],
		['Jentene får kondomer hos oss.', ['Jentene']],
		['Kvinnene kommer til oss på torsdager.', ['Kvinnene']],
		['Den ansatte tar kontakt når han/hun er på vakt.', ['han/hun']],
		['Spør legen om hun eller han har tid.', ['hun eller han']],
		['Politiet tok en hallik og to kunder.', ['hallik', 'kunder']],
		['Horekunder ringer også.', ['Horekunder']],
		['Tilbudet gjelder rusmisbrukere.', ['rusmisbrukere']],
		['Vi har et tilbud til personer av alle kjønn.', []],
		['Seks kvinner og fire menn fikk vaksine.', []],
		['Kvinnene og mennene sitter sammen i venterommet.', []],
		['Kundeservice hjelper med regninga.', []],
		['Apoteket gir rabatt til faste kunder.', []],
		['Vi holder til ved kjøpesenteret.', []],
		['Marianne sier at hun er her hver dag.', []],
		['Kurset handler om prostitusjon og lovverk.', []],
		['Kan dere høre oss? Vi kjører hornmusikk i Horten.', []],
		['Noen misbruker tillit, og det snakker vi om.', []]
	];
	test('finds every word of twenty sentences, and no other', () => {
		expect(sentences).toHaveLength(20);
		for (const [sentence, words] of sentences)
			expect(
				findUnkindWords(sentence, unkindWords.nb).map(({ word }) => word),
				sentence
			).toEqual(words);
	});
	test('also when the sentences stand after each other', () => {
		const text = sentences.map(([sentence]) => sentence).join(' ');
		const found = findUnkindWords(text, unkindWords.nb);
		expect(found.map(({ word }) => word)).toEqual(sentences.flatMap(([, words]) => words));
		for (const { index, word } of found) expect(text.slice(index, index + word.length)).toBe(word);
	});
	test('offers something else, in the language of the text', () => {
		expect(findUnkindWords('Vi møter prostituerte', unkindWords.nb)[0]?.instead).toBe('personer som selger sex');
		expect(findUnkindWords('Vi møter prostituerte', unkindWords.nn)[0]?.instead).toBe('personar som sel sex');
		expect(findUnkindWords('He/she may call', unkindWords.en)[0]?.instead).toBe('they');
		expect(findUnkindWords('The women and the men', unkindWords.en)).toEqual([]);
	});
	test('in a message, a word that must not be there at all is not given another form', () => {
		const text = 'Jentene hos Lanternen er ikke prostituerte';
		expect(wordsOf(text, 'discretion')).toEqual(['prostituerte']);
		expect(wordsOf(text, 'inclusive')).toEqual(['Jentene']);
	});
});

describe('links', () => {
	test.each(['Se https://x.example/a', 'www.lanternen.example', 'lanternen.no', 'bit.ly/abc', 'post@lanternen.no'])(
		'%j has one',
		(text) => {
			expect(find(text, 'links')?.tone).toBe('warning');
		}
	);
	test('the full stop after it is not part of it', () => {
		expect(wordsOf('Se (www.lanternen.example).', 'links')).toEqual(['www.lanternen.example']);
	});
	test.each(['Vi er i Storgata 1. No er det vår.', 'kl. 11.30', 'Kom innom.Vi har kaffe', 'f.eks. i dag', 'Hei...'])(
		'%j has none',
		(text) => {
			expect(find(text, 'links')?.tone).toBe('ok');
		}
	);
});

describe('length and alphabet', () => {
	test('a dash that costs an SMS is pointed out with what it would cost without', () => {
		const text = friendly.replace('Hei!', 'Hei–');
		expect(find(text, 'alphabet')).toMatchObject({
			tone: 'advice',
			count: 3,
			countAfter: 1,
			words: [{ word: '–', instead: '-' }]
		});
	});
	test('a text that is too long anyway gets both pieces of advice', () => {
		const text = `${friendly} – og mer til.`;
		expect(codes(text)).toMatchObject({ length: 'advice', alphabet: 'advice' });
		expect(find(text, 'alphabet')?.countAfter).toBe(2);
		expect(codes(friendly.replace('Hei!', 'Hei–'))).not.toHaveProperty('length');
	});
	test('letters of a language are nobody’s fault', () => {
		expect(find('Здравствуйте, мы Lanternen', 'alphabet', { ...nb, language: 'ru' })).toBeUndefined();
	});
});

test('LIX counts words per sentence and long words, and is silent about a few words', () => {
	expect(measureLix('En to tre fire fem seks sju åtte ni ti.')?.lix).toBe(10);
	expect(measureLix('En to tre fire fem seks sju åtte ni advokatbistand. ')?.lix).toBe(20);
	expect(measureLix('En to tre fire fem.\nSeks sju åtte ni ti.')?.lix).toBe(5);
	expect(measureLix('Hei fra oss')).toBeUndefined();
});
