import fc from 'fast-check';
import { expect, test } from 'vitest';
import { longestText, readText } from './chat.ts';

const textOf = (raw: unknown) => {
	const read = readText(raw);
	return read.ok ? read.text : read.why;
};

test('what can be seen stays as it was written', () => {
	for (const text of [
		'hei',
		'Jeg er 32 år, på Grønland',
		'👩‍👩‍👧 ❤️',
		'مرحبا، أين؟',
		'สวัสดี',
		'<b>hei</b> <script>alert(1)</script>'
	])
		expect(textOf(text)).toBe(text);
	expect(textOf('en\r\nto\rtre\n\n\n\n\n\nfire')).toBe('en\nto\ntre\n\n\nfire');
	expect(textOf('می‌خواهم')).toBe('می‌خواهم'); // a joiner that Persian needs
});

test('what cannot be seen is no message', () => {
	for (const raw of [
		'',
		'   \n\t ',
		'\u200b\u200d\ufeff',
		'\u202e\u202c',
		'\u0000\u0001\u0002',
		'\u3164\u2800',
		'\ufe0f',
		undefined,
		null,
		4,
		{},
		[]
	])
		expect(textOf(raw)).toBe('empty');
});

test('what would turn or break the page around it is taken out', () => {
	expect(textOf('ja\u202enei')).toBe('janei');
	expect(textOf('a\u2066b\u2069c\u0000d\u001be\u009b')).toBe('abcde');
	expect(textOf('halv \ud83d')).toBe('halv \ufffd');
});

test('ten thousand characters are a message, one more is not, whatever they weigh', () => {
	expect(textOf('a'.repeat(longestText))).toHaveLength(longestText);
	expect(textOf('👍'.repeat(longestText))).toHaveLength(2 * longestText);
	expect(textOf('a'.repeat(longestText + 1))).toBe('tooLong');
	expect(textOf('x'.repeat(100_000))).toBe('tooLong');
});

test('it never throws, and reading twice is the same as once', () => {
	fc.assert(
		fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (raw) => {
			const text = textOf(raw);
			expect(textOf(text)).toBe(text);
		})
	);
});
