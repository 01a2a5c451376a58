/**
 * Days on which nobody is written to or called, whatever the hour: the public holidays of Norway (lov om 1. og 17. mai
 * som høgtidsdager; helligdagsfredsloven § 2) and the two eves of domain.md 4.4.
 * @param day an ISO day, e.g. '2027-05-17' (Constitution Day, and that year Whit Monday as well)
 */
export function isHoliday(day: string): boolean {
	const date = Temporal.PlainDate.from(day);
	const fixed = `${date.month}-${date.day}`;
	if (['1-1', '5-1', '5-17', '12-24', '12-25', '12-26', '12-31'].includes(fixed)) return true;
	return movable.includes(easterSunday(date.year).until(date, { largestUnit: 'days' }).days);
}

// Maundy Thursday, Good Friday, Easter Sunday and Monday, Ascension Day, Whit Sunday and Monday: days from Easter Sunday.
const movable = [-3, -2, 0, 1, 39, 49, 50];

/** Easter in the Gregorian calendar, by the anonymous algorithm (Meeus, Jones, Butcher). */
function easterSunday(year: number): Temporal.PlainDate {
	const golden = year % 19;
	const century = Math.floor(year / 100);
	const yearOfCentury = year % 100;
	const leapCenturies = Math.floor(century / 4);
	const moon = Math.floor((century + 8) / 25);
	const epact = (19 * golden + century - leapCenturies - Math.floor((century - moon + 1) / 3) + 15) % 30;
	const weekday = (32 + 2 * (century % 4) + 2 * Math.floor(yearOfCentury / 4) - epact - (yearOfCentury % 4)) % 7;
	const correction = Math.floor((golden + 11 * epact + 22 * weekday) / 451);
	const sum = epact + weekday - 7 * correction + 114;
	return new Temporal.PlainDate(year, Math.floor(sum / 31), (sum % 31) + 1);
}
