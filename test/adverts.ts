/**
 * The fixture of R58: 1,500 lines as they are pasted from adverts, with 1,180 unique valid mobiles among them. The rest
 * are the same numbers again in other ways of writing (262) and numbers that cannot get an SMS (58). All synthetic.
 */
export function adverts(): { lines: string[]; numbers: string[] } {
	const numbers = Array.from(
		{ length: 1180 },
		(_, place) => `+47${place % 2 ? 4 : 9}00${String(10_000 + place).slice(-5)}`
	);
	const lines = numbers.map((number, place) => write(number, place));
	for (let place = 0; place < 262; place++)
		lines.splice((place * 5) % lines.length, 0, write(numbers[place * 3]!, place + 1));
	const refused = ['22123456', '4123456', '113', '82012345', '9,1E+07', 'ring meg', '02800', '80012345'];
	for (let place = 0; place < 58; place++)
		lines.splice((place * 23) % lines.length, 0, refused[place % refused.length]!);
	return { lines, numbers };
}

/** People write one number in many ways. */
function write(number: string, way: number): string {
	const national = number.slice(3);
	const ways = [
		national,
		number,
		`0047${national}`,
		`${national.slice(0, 3)} ${national.slice(3, 5)} ${national.slice(5)}`,
		`+47 ${national.slice(0, 2)} ${national.slice(2, 4)} ${national.slice(4, 6)} ${national.slice(6)}`,
		`47${national}`
	];
	return ways[way % ways.length]!;
}
