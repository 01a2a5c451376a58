import { expect, test } from 'vitest';
import { isHoliday } from './holidays.ts';

const easters = [
	'2019-04-21',
	'2020-04-12',
	'2021-04-04',
	'2022-04-17',
	'2023-04-09',
	'2024-03-31',
	'2025-04-20',
	'2026-04-05',
	'2027-03-28',
	'2028-04-16',
	'2029-04-01',
	'2030-04-21',
	'2031-04-13',
	'2032-03-28',
	'2033-04-17',
	'2034-04-09',
	'2035-03-25',
	'2038-04-25'
];

test.each(easters)('Easter Sunday %s is a holiday, and so are the days that follow from it', (easter) => {
	const day = (offset: number) => Temporal.PlainDate.from(easter).add({ days: offset }).toString();
	for (const offset of [-3, -2, 0, 1, 39, 49, 50]) expect(isHoliday(day(offset)), day(offset)).toBe(true);
	for (const offset of [-4, -1, 2, 38, 40, 51]) {
		const isFixed = ['05-01', '05-17'].includes(day(offset).slice(5));
		expect(isHoliday(day(offset)), day(offset)).toBe(isFixed);
	}
});

test('the fixed days and the two eves, and no others around them', () => {
	for (const day of ['2026-01-01', '2026-05-01', '2026-05-17', '2026-12-24', '2026-12-25', '2026-12-26', '2026-12-31'])
		expect(isHoliday(day), day).toBe(true);
	for (const day of ['2026-01-02', '2026-05-02', '2026-05-18', '2026-12-23', '2026-12-27', '2026-12-30'])
		expect(isHoliday(day), day).toBe(false);
});

test('17 May 2027 is Constitution Day and Whit Monday in one', () => {
	expect(isHoliday('2027-05-17')).toBe(true);
	expect(isHoliday('2027-05-16')).toBe(true);
});
