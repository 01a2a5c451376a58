import { createRequire } from 'node:module';

/** A phone number in E.164 (`+4791234567`) that an SMS may be sent to. `parseNumber` is the only way to get one. */
export type Msisdn = string & { readonly __brand: 'Msisdn' };

/** Why a number cannot be written to (domain.md 4.1). The codes become sentences in messages (room text). */
export const numberFaults = [
	'empty',
	'notANumber', // words, several numbers, letters in the middle
	'tooShort',
	'tooLong',
	'damagedBySpreadsheet', // 9,1E+07, ########, 912345xx
	'missingCountry', // 070 123 45 67: another country's way of writing, without saying which
	'landline',
	'premium',
	'emergencyOrShort', // 113, 116117, 1881, 2440
	'organisationNumber', // 02800
	'machine', // 58 and 59: cars, alarms, meters
	'tollFree',
	'sharedCost',
	'voip',
	'personal',
	'notInUse', // no such series, or no such country
	'foreignNotMobile'
] as const;
export type NumberFault = (typeof numberFaults)[number];

export type ParsedNumber = { ok: true; number: Msisdn; country: string } | { ok: false; why: NumberFault };

/**
 * Reads one phone number the way people write them and decides whether an SMS may be sent to it (domain.md 4.1, R58).
 * Norwegian series are judged by our own table, because the library does not know all of 4xx xx xxx; other countries
 * by libphonenumber. Numbers without a country are Norwegian when they have eight digits; a plus sign eaten by a
 * spreadsheet is put back when only one reading is possible. Never guesses a missing or damaged digit.
 *
 * @param text what stood in the line or cell, e.g. `tlf. 912 34 567`
 * @returns the number and its country (ISO 3166, `NO` for all of +47), or the reason for refusing it. Never throws.
 */
export function parseNumber(text: string): ParsedNumber {
	if (text.trim().length > longestLine) return refuse('notANumber');
	const line = withoutLabel(tidy(text));
	if (line === '') return refuse('empty');
	if (isDamaged(line)) return refuse('damagedBySpreadsheet');
	const written = findOneNumber(withoutNumberFormat(line));
	if (!written) return refuse('notANumber');
	return classify(written);
}

/**
 * The only way to show or log a number: country code, first digit and last two, e.g. `+47 9•• •• •12`.
 * Takes any text; what is not E.164 is masked as unknown input.
 */
export function maskNumber(e164: string): string {
	if (!/^\+[1-9]\d{6,14}$/.test(e164)) return maskInput(e164);
	const code = callingCode(e164);
	const national = e164.slice(code.length + 1);
	const masked = national.slice(0, 1) + '•'.repeat(national.length - 3) + national.slice(-2);
	const groups = code === '47' && masked.length === 8 ? [3, 2, 3] : threes(masked.length);
	let from = 0;
	return [`+${code}`, ...groups.map((size) => masked.slice(from, (from += size)))].join(' ');
}

/**
 * Shows enough of a refused line to find it again, and no more: the first one or two digits and the last, words as
 * `…`, at most 16 characters. The E of `9,1E+07` stays, because it explains the fault. The result is never a number.
 */
export function maskInput(text: string): string {
	const words = tidy(text.slice(0, 200)).split(' ').map(hideWord).join(' ');
	const shown = hideDigits(words).replace(/…(?: ?…)+/g, '…');
	return shown.length <= 16 ? shown : `${shown.slice(0, 11).trimEnd()}…${shown.slice(-4).trimStart()}`;
}

/** Longer is a letter, not a line with a number; it also bounds the work that a hostile cell can make. */
const longestLine = 300;

interface WrittenNumber {
	international: boolean;
	digits: string;
	/** Digits only, or the country code set apart: then a plus sign may have been lost. */
	mayLackPlus: boolean;
}

const separators = String.raw`\s.·\-/()\[\]_~`;
const numberPattern = new RegExp(String.raw`[(\[]?\s*(?:\+\s*)?[(\[]?\d(?:[${separators}]*\d)*`, 'g');
const label = new RegExp(
	String.raw`^(?:(?:telefon(?:nummer|nr)?|tlf(?:nr)?|tel|mobil(?:e|nummer|nr|telefon)?|mob|nummer|number|num|nr|no|phone|cell|` +
		String.raw`sms|whats ?app|viber|signal|ring|call|text|meg|me|på|on|kontakt|contact|t|m|p)(?![\p{L}\d])[\s.:;,=]*){1,4}(?=[^\p{L}]|$)`,
	'iu'
);

/** One script, one kind of dash and space, ASCII digits, nothing invisible, no quotation marks around it. */
function tidy(text: string): string {
	return text
		.normalize('NFKC')
		.replace(/[\p{Cf}\p{Cc}\p{Variation_Selector}\u3164\u115f\u1160]/gu, (char) => (/\s/.test(char) ? ' ' : ''))
		.replace(/[^\P{Nd}0-9]/gu, asciiDigit)
		.replace(/[\p{Pd}\u2212]/gu, '-')
		.replace(/\s+/g, ' ')
		.replace(/^[\s=]*["'’‘“”«»]+|["'’‘“”«»]+\s*$/g, '')
		.trim();
}

/** Decimal digits stand in unbroken runs of ten in Unicode, so the value is the distance from the start of the run. */
function asciiDigit(char: string): string {
	const code = char.codePointAt(0)!;
	let start = code;
	while (/\p{Nd}/u.test(String.fromCodePoint(start - 1))) start--;
	return String((code - start) % 10);
}

const withoutLabel = (line: string) => line.replace(label, '').trim();

/** `4,79E+09` has lost its last digits, `########` was a column too narrow, `912345xx` has been masked by somebody. */
function isDamaged(line: string): boolean {
	const scientific = /^\+?\d+(?:[.,]\d+)?\s?e\s?[+-]?\s?\d+$/i;
	return scientific.test(line) || /^#+$/.test(line) || /\d ?[#*•xX]{2,}|[#*•xX]{2,} ?\d/.test(line);
}

/** `91234567.0` and `91,234,567` are exact; only the spreadsheet's way of showing a number is taken away. */
function withoutNumberFormat(line: string): string {
	if (/^\+?\d{8,15}[.,]0{1,2}$/.test(line)) return line.replace(/[.,]0+$/, '');
	return /^\+?\d{1,3}(?:,\d{3}){2,4}$/.test(line) ? line.replaceAll(',', '') : line;
}

/** Exactly one number, with no word before it. Words and small figures may follow: `912 34 567, ring etter 18`. */
function findOneNumber(line: string): WrittenNumber | undefined {
	const found = [...line.matchAll(numberPattern)];
	const long = found.filter(([written]) => written.replace(/\D/g, '').length >= 5);
	const match = long.length > 0 ? long[0] : found[0];
	if (!match || long.length > 1 || (long.length === 0 && found.length > 1)) return undefined;
	const before = line.slice(0, match.index);
	const after = line.slice(match.index + match[0].length);
	if (/[\p{L}\d•+]/u.test(before) || /^(?:[\p{L}\p{M}•+]|[^\s\p{L}]\d)/u.test(after)) return undefined;
	return readWritten(match[0]);
}

function readWritten(written: string): WrittenNumber {
	const [start = ''] = written.match(/^[^\d]*/) ?? [];
	const rest = written.slice(start.length);
	const digits = rest.replace(/\D/g, '');
	const international = start.includes('+') || digits.startsWith('00');
	const trunkless = rest.replace(/^(\d[^(]*)\(0\)/, '$1').replace(/\D/g, '');
	const hasCode = international || digits.startsWith('47');
	const [first = ''] = rest.match(/^\d+/) ?? [];
	return {
		international,
		digits: hasCode ? trunkless.replace(/^00/, '') : digits,
		mayLackPlus: first === digits || first === callingCode(`+${digits}`)
	};
}

function classify({ international, digits, mayLackPlus }: WrittenNumber): ParsedNumber {
	if (international) return digits.startsWith('47') ? norwegian(digits.slice(2)) : foreign(digits);
	if (digits.length <= 8 || isMachine(digits)) return norwegian(digits);
	if (digits.startsWith('0')) return refuse(digits.length > 15 ? 'tooLong' : 'missingCountry');
	if (digits.startsWith('47') && (digits.length === 10 || isMachine(digits.slice(2))))
		return norwegian(digits.slice(2));
	if (mayLackPlus && digits.length >= 11 && digits.length <= 13) {
		const number = foreign(digits);
		if (number.ok) return number;
	}
	return refuse('tooLong');
}

/** The Norwegian numbering plan (Nkom), for the digits after +47. */
function norwegian(written: string): ParsedNumber {
	const digits = written.length === 9 && /^0[49]/.test(written) ? written.slice(1) : written;
	if (isMachine(digits)) return refuse('machine');
	if (/^0\d{4}$/.test(digits)) return refuse('organisationNumber');
	if (/^(?:1\d{2,5}|\d{3}|2\d{3,4})$/.test(digits)) return refuse('emergencyOrShort');
	if (digits.length < 8) return refuse('tooShort');
	if (digits.length > 8) return refuse('tooLong');
	if (/^[49]/.test(digits)) return { ok: true, number: `+47${digits}` as Msisdn, country: 'NO' };
	return refuse(series.find(([start]) => start.test(digits))?.[1] ?? 'notInUse');
}

const series: readonly (readonly [RegExp, NumberFault])[] = [
	[/^(?:[2367]|5[0-7])/, 'landline'],
	[/^5[89]/, 'machine'],
	[/^800/, 'tollFree'],
	[/^81/, 'sharedCost'],
	[/^82/, 'premium'],
	[/^85/, 'voip'],
	[/^88/, 'personal']
];

const isMachine = (digits: string) => /^58\d{10}$/.test(digits);

function foreign(digits: string): ParsedNumber {
	if (digits.length > 15) return refuse('tooLong');
	const { parsePhoneNumberFromString, validatePhoneNumberLength } = library();
	const number = parsePhoneNumberFromString(`+${digits}`);
	const type = number?.getType();
	if (number?.country && (type === 'MOBILE' || type === 'FIXED_LINE_OR_MOBILE'))
		return { ok: true, number: number.number as Msisdn, country: number.country };
	if (type) return refuse(type === 'PREMIUM_RATE' ? 'premium' : 'foreignNotMobile');
	const length = validatePhoneNumberLength(`+${digits}`);
	return refuse(length === 'TOO_SHORT' ? 'tooShort' : length === 'TOO_LONG' ? 'tooLong' : 'notInUse');
}

// The metadata of all the world's numbers takes 50–80 ms to load: only the process that meets a foreign number pays.
type Library = typeof import('libphonenumber-js/max');
let loaded: Library | undefined;
const library = (): Library => (loaded ??= createRequire(import.meta.url)('libphonenumber-js/max') as Library);

/** The country code of E.164 by the ITU's plan: +1 and +7 have one digit, those listed two, all others three. */
function callingCode(e164: string): string {
	const digits = e164.slice(1);
	if (/^[17]/.test(digits)) return digits.slice(0, 1);
	const two = /^(?:2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])/;
	return digits.slice(0, two.test(digits) ? 2 : 3);
}

/** Sizes of groups of three; a lonely last digit joins the group before. */
function threes(length: number): number[] {
	const groups = Array.from({ length: Math.ceil(length / 3) }, (_, i) => Math.min(3, length - i * 3));
	return length % 3 === 1 && groups.length > 1 ? [...groups.slice(0, -2), 4] : groups;
}

function hideWord(word: string): string {
	if (/^\+?\d+(?:[.,]\d+)?e[+-]?\d+$/i.test(word)) return word;
	return /\p{L}/u.test(word) ? '…' : word.replace(/[^\d+.,/()-]/gu, '•');
}

function hideDigits(text: string): string {
	const count = text.replace(/\D/g, '').length;
	const first = count < 3 ? 0 : count < 6 ? 1 : 2;
	let seen = 0;
	return text.replace(/\d/g, (digit) => {
		seen++;
		return seen <= first || (count >= 3 && seen === count) ? digit : '•';
	});
}

const refuse = (why: NumberFault): ParsedNumber => ({ ok: false, why });
