import * as v from 'valibot';

/** The kinds of work that hours are noted for: the team's, never a person's. */
export const works = ['preparing', 'sending', 'calling', 'desk'] as const;
export type Work = (typeof works)[number];
export type Hours = Partial<Record<Work, number>>;

const lesson = v.pipe(v.string(), v.trim(), v.maxLength(4000, 'tooLong'));
/** What we learned, as the form posts it. Each may be empty. */
export const lessonsInput = v.object({ worked: lesson, didNotWork: lesson, nextTime: lesson });
export type LessonsInput = v.InferOutput<typeof lessonsInput>;

/**
 * Reads hours as people write them: "7,5", "0.25", empty for not noted.
 * @returns the hours, or the kinds of work whose field cannot be read.
 */
export function readHours(
	raw: Partial<Record<Work, string>>
): { ok: true; hours: Hours } | { ok: false; wrong: Work[] } {
	const read = works.map((work) => [work, readNumber(raw[work] ?? '')] as const);
	const wrong = read.flatMap(([work, hours]) => (hours === null ? [work] : []));
	if (wrong.length) return { ok: false, wrong };
	return { ok: true, hours: Object.fromEntries(read.filter(([, hours]) => hours !== undefined)) };
}

/** @returns undefined for an empty field, null for what is no number of hours. */
function readNumber(text: string): number | null | undefined {
	const plain = text.trim().replace(',', '.');
	if (plain === '') return undefined;
	return /^\d{1,4}(\.\d{1,2})?$/.test(plain) ? Number(plain) : null;
}
