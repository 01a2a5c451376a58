import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countSegments, replaceCulprits } from './segments.ts';

const formal =
	'Pro Sentret er et tilbud til personer som selger sex. Vi har kondomer, helseavdeling, mulighet for individuell ' +
	'sosialfaglig oppfølging og advokattjenester. Vi holder til i Storgata 11.';
const amanda =
	'Hei! Dette er Amanda fra Pro Sentret. Jeg ville bare fortelle at vi har kondomer, lege og advokat hos oss. Alt er ' +
	'gratis! Kontakt oss på chat, WhatsApp eller telefon.';
const short =
	'Hei! Amanda fra Pro Sentret her. Vi har gratis kondomer, lege og advokat. Fant nummeret i annonsen din. ' +
	'Svar gjerne, eller svar STOPP for ingen flere meldinger.';
const english =
	'Hi! Amanda from Pro Sentret here. Free condoms, doctor and lawyer. Found your number in your ad. ' +
	'Reply any time, or reply STOP for no more messages.';

test.each([
	['the formal text', formal, 184, 2, 24],
	['the Amanda text', amanda, 166, 2, 6],
	['the short text with STOPP', short, 160, 1, 0],
	['the English text', english, 148, 1, 0]
])('%s costs what the provider will charge', (_, text, characters, segments, over) => {
	expect(countSegments(text)).toMatchObject({ encoding: 'GSM-7', characters, segments, over, culprits: [] });
});

test('Norwegian and many European letters are in the cheap alphabet', () => {
	expect(countSegments('æøåÆØÅéèäöüñ'.repeat(13)).encoding).toBe('GSM-7');
	expect(countSegments('€[]{}~^|\\')).toMatchObject({ encoding: 'GSM-7', segments: 1, left: 160 - 18 });
	expect(countSegments('€'.repeat(80))).toMatchObject({ segments: 1, left: 0 });
	expect(countSegments('€'.repeat(81))).toMatchObject({ segments: 2, over: 2 });
});

test('parts hold 160, then 153; in the dear alphabet 70, then 67', () => {
	expect(countSegments('')).toMatchObject({ segments: 0, left: 160 });
	expect(countSegments('a'.repeat(160))).toMatchObject({ segments: 1, left: 0 });
	expect(countSegments('a'.repeat(161))).toMatchObject({ segments: 2, left: 145 });
	expect(countSegments('a'.repeat(307))).toMatchObject({ segments: 3 });
	expect(countSegments('ж'.repeat(70))).toMatchObject({ encoding: 'UCS-2', segments: 1, left: 0 });
	expect(countSegments('ж'.repeat(71))).toMatchObject({ segments: 2, left: 63, over: 1 });
	expect(countSegments('😊'.repeat(35))).toMatchObject({ segments: 1, characters: 35 });
	expect(countSegments('😊'.repeat(36))).toMatchObject({ segments: 2, characters: 36 });
});

test.each([...'«»“”–…’áčđŋšŧžșțăกжع', '😊'])('%s makes the text dear and is pointed out', (char) => {
	const { encoding, culprits } = countSegments(`Hei ${char} du`);
	expect(encoding).toBe('UCS-2');
	expect(culprits).toMatchObject([{ index: 4, char }]);
});

test('typography is offered a plain replacement, letters of a language never', () => {
	expect(replaceCulprits('«Hei» – ring oss … i dag, det’s fint')).toBe('"Hei" - ring oss ... i dag, det\'s fint');
	expect(replaceCulprits('bures, čáppa')).toBe('bures, čáppa');
	expect(replaceCulprits('på a\u030apen line')).toBe('på åpen line');
	expect(countSegments('ва… 👩‍👧').culprits).toEqual([
		{ index: 0, char: 'в' },
		{ index: 1, char: 'а' },
		{ index: 2, char: '…', replacement: '...' },
		{ index: 4, char: '👩‍👧' }
	]);
});

test('a line break is one character, whatever the browser sends', () => {
	expect(countSegments('a\r\nb')).toMatchObject({ encoding: 'GSM-7', characters: 3, left: 157 });
	expect(countSegments('«\r\n»').culprits.map(({ index }) => index)).toEqual([0, 3]);
});

test('every culprit stands where it is said to stand, and replacing typography never costs more parts', () => {
	const text = fc.string({ unit: fc.constantFrom(...'aæ«»–…’€č😊\n', 'e\u0301'), maxLength: 200 });
	fc.assert(
		fc.property(text, (written) => {
			const count = countSegments(written);
			for (const { index, char } of count.culprits) expect(written.slice(index, index + char.length)).toBe(char);
			expect(count.culprits.length > 0).toBe(count.encoding === 'UCS-2');
			if (!written.includes('…'))
				expect(countSegments(replaceCulprits(written)).segments).toBeLessThanOrEqual(count.segments);
		})
	);
});
