import fc from 'fast-check';
import { expect, test } from 'vitest';
import { maskInput, maskNumber, parseNumber, type NumberFault } from './phone.ts';

const accepted = (text: string) => {
	const parsed = parseNumber(text);
	return parsed.ok ? parsed.number : parsed.why;
};

test.each([
	['41234567', '+4741234567'],
	['91234567', '+4791234567'],
	['98765432', '+4798765432'],
	['45912345', '+4745912345'],
	['48901234', '+4748901234'],
	['+4741234567', '+4741234567'],
	['004791234567', '+4791234567'],
	['+46701234567', '+46701234567'],
	['+40712345678', '+40712345678'],
	['+37060012345', '+37060012345']
])('%s can get an SMS', (text, number) => {
	expect(accepted(text)).toBe(number);
});

test.each<[string, NumberFault]>([
	['22123456', 'landline'],
	['51234567', 'landline'],
	['59123456', 'machine'],
	['580012345678', 'machine'],
	['80012345', 'tollFree'],
	['81512345', 'sharedCost'],
	['82012345', 'premium'],
	['82912345', 'premium'],
	['85012345', 'voip'],
	['88012345', 'personal'],
	['02800', 'organisationNumber'],
	['05151', 'organisationNumber'],
	['116117', 'emergencyOrShort'],
	['113', 'emergencyOrShort'],
	['1881', 'emergencyOrShort'],
	['4123456', 'tooShort'],
	['412345678', 'tooLong']
])('%s is refused as %s', (text, why) => {
	expect(accepted(text)).toBe(why);
});

test.each([
	'912 34 567',
	'91 23 45 67',
	'912.34.567',
	'912-34-567',
	'912–34–567',
	'912/34/567',
	'(912) 34 567',
	'912\u00a034\u202f567',
	'9\u200b1234567\u200e',
	'+47 912 34 567',
	'+ 47 912 34 567',
	'(+47) 912 34 567',
	'+47(0)91234567',
	'+47 (0) 912 34 567',
	'+47 0912 34 567',
	'0047 912 34 567',
	'00 47 91234567',
	'47 912 34 567',
	'4791234567',
	'tel:+47-912-34-567',
	'tlf 912 34 567',
	'Tlf.: 912 34 567',
	'Mob.nr: 912 34 567',
	'Telefonnummer 91234567',
	'WhatsApp: +47 912 34 567',
	'Ring meg på 912 34 567',
	'tlf 912 34 567, ring etter 18',
	'91234567 (Kari)',
	'📞 912 34 567 🙂',
	"'91234567",
	'="91234567"',
	'«91234567»',
	'91234567.0',
	'91234567,00',
	'91,234,567',
	'９１２３４５６７',
	'٩١٢٣٤٥٦٧',
	'۹۱۲۳۴۵۶۷',
	'९१२३४५६७'
])('%s is one way of writing 912 34 567', (text) => {
	expect(accepted(text)).toBe('+4791234567');
});

test('a plus sign that a spreadsheet ate is put back when only one reading is possible', () => {
	expect(accepted('46701234567')).toBe('+46701234567');
	expect(accepted('46 70 123 45 67')).toBe('+46701234567');
	expect(accepted('40712345678')).toBe('+40712345678');
	expect(accepted('37060012345')).toBe('+37060012345');
	expect(accepted('4722123456')).toBe('landline');
	expect(accepted('46812345678')).toBe('tooLong');
	expect(accepted('97654321 0123')).toBe('tooLong');
});

test('the zero of another country is left out only where its country is given', () => {
	expect(accepted('+46 (0)70-123 45 67')).toBe('+46701234567');
	expect(accepted('0046 070 123 45 67')).toBe('+46701234567');
	expect(accepted('070-123 45 67')).toBe('missingCountry');
});

test.each<[string, NumberFault]>([
	['9.1E+07', 'damagedBySpreadsheet'],
	['9,1E+07', 'damagedBySpreadsheet'],
	['4,7E+09', 'damagedBySpreadsheet'],
	['4.79123E+09', 'damagedBySpreadsheet'],
	['9,1E 07', 'damagedBySpreadsheet'],
	['########', 'damagedBySpreadsheet'],
	['912345xx', 'damagedBySpreadsheet'],
	['', 'empty'],
	[' \u200b\u00a0', 'empty'],
	['hei', 'notANumber'],
	['-', 'notANumber'],
	['91234567, 98765432', 'notANumber'],
	['91234567 og 98765432', 'notANumber'],
	['Kari 91234567', 'notANumber'],
	['91234567o', 'notANumber'],
	['41O34567', 'notANumber'],
	['kari91234567@example.org', 'notANumber'],
	['91234567 98765432', 'tooLong'],
	['+47 113', 'emergencyOrShort'],
	['112', 'emergencyOrShort'],
	['911', 'emergencyOrShort'],
	['2440', 'emergencyOrShort'],
	['1', 'tooShort'],
	['+47 22 12 34 56', 'landline'],
	['79021234', 'landline'],
	['86012345', 'notInUse'],
	['12345678', 'notInUse'],
	['+4759123456', 'machine'],
	['+47580012345678', 'machine'],
	['+46812345678', 'foreignNotMobile'],
	['+442079460000', 'foreignNotMobile'],
	['+19005550123', 'premium'],
	['+4670', 'tooShort'],
	['+467012345678901', 'tooLong'],
	['+999123456789', 'notInUse'],
	['1234567890123456', 'tooLong'],
	['01019012345', 'missingCountry']
])('%j is refused as %s', (text, why) => {
	expect(accepted(text)).toBe(why);
});

test('a letter instead of a line is refused, and quickly', () => {
	expect(accepted(`${' '.repeat(1000)}91234567\n`)).toBe('+4791234567');
	expect(accepted(`91234567 ${'hei '.repeat(100)}`)).toBe('notANumber');
	expect(accepted('x'.repeat(1_000_000))).toBe('notANumber');
});

test('the country is known, because it decides price and sender', () => {
	expect(parseNumber('91234567')).toMatchObject({ country: 'NO' });
	expect(parseNumber('+40712345678')).toMatchObject({ country: 'RO' });
});

const mobile = fc.tuple(fc.constantFrom('4', '9'), fc.stringMatching(/^\d{7}$/)).map((parts) => parts.join(''));

test('a Norwegian mobile number is the same however it is written', () => {
	const gap = fc.constantFrom('', ' ', '.', '-', '\u00a0', '/', ' - ', '\u200b');
	const start = fc.constantFrom(
		'',
		'+47',
		'0047',
		'47',
		'+47 ',
		'(+47) ',
		'+47 (0) ',
		'tel:+47',
		'tlf. ',
		'\ufeff',
		' "'
	);
	fc.assert(
		fc.property(mobile, start, fc.array(gap, { minLength: 8, maxLength: 8 }), (number, before, gaps) => {
			const written = before + [...number].map((digit, i) => (i ? gaps[i]! : '') + digit).join('');
			expect(accepted(written)).toBe(`+47${number}`);
		})
	);
});

test('any text is read or refused, never a crash, and what is read is E.164', () => {
	const anything = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[\d +().\-/,;eE٣６•]{0,24}$/));
	fc.assert(
		fc.property(anything, (text) => {
			const parsed = parseNumber(text);
			if (parsed.ok) expect(parsed.number).toMatch(/^\+[1-9]\d{6,14}$/);
			else expect(parsed.why).toMatch(/^[a-zA-Z]+$/);
		}),
		{ numRuns: 3000 }
	);
});

test('a number that was read is read again as the same number', () => {
	fc.assert(
		fc.property(fc.stringMatching(/^\+?\d{5,15}$/), (text) => {
			const parsed = parseNumber(text);
			if (parsed.ok) expect(accepted(parsed.number)).toBe(parsed.number);
		}),
		{ numRuns: 3000 }
	);
});

test('a shown number keeps the country, the first digit and the last two', () => {
	expect(maskNumber('+4791234512')).toBe('+47 9•• •• •12');
	expect(maskNumber('+40712345681')).toBe('+40 7•• ••• •81');
	expect(maskNumber('+12025550123')).toBe('+1 2•• ••• ••23');
	expect(maskNumber('+37060012345')).toBe('+370 6•• ••• 45');
	expect(maskNumber('91234567')).toBe('91•••••7');
});

test('a refused line is shown so that it can be found again, without its words and most of its digits', () => {
	expect(maskInput('22 12 34 56')).toBe('22 •• •• •6');
	expect(maskInput('9,1E+07')).toBe('9,•E+•7');
	expect(maskInput('Kari Nordmann 4123456')).toBe('… 41••••6');
	expect(maskInput('kari@example.org')).toBe('…');
	expect(maskInput('113')).toBe('1•3');
	expect(maskInput('12')).toBe('••');
});

test('a mask is never a number, is short, and shows at most three digits', () => {
	fc.assert(
		fc.property(fc.oneof(mobile, fc.string({ unit: 'binary' }), fc.stringMatching(/^[\d +,;a-f]{0,60}$/)), (text) => {
			const shown = maskInput(text);
			expect(parseNumber(shown).ok).toBe(false);
			expect(shown.length).toBeLessThanOrEqual(16);
			expect(shown.replace(/\D/g, '').length).toBeLessThanOrEqual(3);
		}),
		{ numRuns: 2000 }
	);
	fc.assert(
		fc.property(mobile, (number) => {
			expect(parseNumber(maskNumber(`+47${number}`)).ok).toBe(false);
		})
	);
});
