import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isEmail, isNick, readEmail, readNick } from './nick.ts';

describe('nicks', () => {
	const nickOf = (text: string) => {
		const read = readNick(text);
		return read.ok ? read.nick : read.why;
	};

	test.each([
		['Sommerfugl88', 'sommerfugl88'],
		['  Sommerfugl88 ', 'sommerfugl88'],
		['@sommerfugl88', 'sommerfugl88'],
		['ＳＯＭＭＥＲＦＵＧＬ８８', 'sommerfugl88'],
		['Sommer\u200bfugl88', 'sommerfugl88'],
		['Den  blå\tdøra', 'den blå døra'],
		['STRASSE', 'strasse'],
		['Straße', 'strasse'],
		['@ @anna', 'anna']
	])('%j is called %j', (written, nick) => expect(nickOf(written)).toBe(nick));

	test('another accent, digit, sign or script may be another person', () => {
		const all = ['anna', 'ánna', 'anna1', 'anna_', 'an.na', 'аnna'].map(nickOf);
		expect(new Set(all).size).toBe(all.length);
	});

	test('nothing, and a whole advert, are no nicks', () => {
		expect(nickOf(' \u200b@ ')).toBe('empty');
		expect(nickOf('a'.repeat(80))).toHaveLength(80);
		expect(nickOf('a'.repeat(81))).toBe('tooLong');
	});

	test('what is read once is read the same again, whatever is typed', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
				const read = readNick(text);
				if (read.ok) expect([isNick(read.nick), readNick(read.nick)]).toEqual([true, read]);
			}),
			{ numRuns: 2000 }
		);
	});
});

describe('e-mail addresses', () => {
	const emailOf = (text: string) => {
		const read = readEmail(text);
		return read.ok ? read.email : read.why;
	};

	test.each([
		['Kari@Example.NO', 'kari@example.no'],
		[' <kari@example.no> ', 'kari@example.no'],
		['mailto:kari@example.no', 'kari@example.no'],
		['kari@blåbær.example', 'kari@xn--blbr-roah.example'],
		['kari@XN--blbr-roah.example', 'kari@xn--blbr-roah.example'],
		['kari+annonse@example.no', 'kari+annonse@example.no'],
		['ka.ri@example.no', 'ka.ri@example.no']
	])('%j is %j', (written, email) => expect(emailOf(written)).toBe(email));

	test.each(['kari', 'kari@', '@example.no', 'kari@example', 'ka ri@example.no', 'a@b@example.no', 'kari@exa_mple.no'])(
		'%j is none',
		(text) => expect(emailOf(text)).toBe('notAnEmail')
	);

	test('what is read once is read the same again', () => {
		fc.assert(
			fc.property(fc.emailAddress(), (text) => {
				const read = readEmail(text);
				if (read.ok) expect([isEmail(read.email), readEmail(read.email)]).toEqual([true, read]);
			}),
			{ numRuns: 1000 }
		);
	});
});
