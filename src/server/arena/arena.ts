import * as v from 'valibot';
import { addDays, localDay } from '#shared/calendar.ts';

/** What kind of place it is: the only thing that may be said about an arena outside the service (R8, R9). */
export const arenaClasses = [
	'ownChat',
	'escortSite',
	'sexChat',
	'datingApp',
	'community',
	'forum',
	'socialMedia',
	'phone',
	'physical',
	'other'
] as const;
export type ArenaClass = (typeof arenaClasses)[number];

/** Where in its life a place is (R8). `triedWithoutResponse`: we were there and nobody answered; it can be tried again. */
export const arenaStates = ['active', 'triedWithoutResponse', 'closed'] as const;
export type ArenaState = (typeof arenaStates)[number];

/** How much goes on there, how fast ads are replaced, and how it is best to reach people there (R8). */
export const activities = ['busy', 'some', 'quiet'] as const;
export const turnovers = ['days', 'weeks', 'slow'] as const;
export const methods = ['presence', 'arenaMessage', 'sms', 'call', 'email'] as const;

/** A place where we are present, under a code name. Its real name is sealed, or not stored at all (R9). */
export interface Arena {
	id: string;
	codeName: string;
	class: ArenaClass;
	state: ArenaState;
	createdAt: Date;
	/** A closed arena keeps its history; nothing new is registered on it. */
	closedAt: Date | null;
	/** When somebody last looked at the place; null when nobody has since it was added. */
	reviewedOn: string | null;
	/** Those who run it do not mind that its real name is published. */
	mayBeNamed: boolean;
	/** Its ads are counted every week (R71). */
	countsAds: boolean;
}

/** What was found out about a place when somebody last looked (*kartlegging*, R8). */
export interface Survey {
	audience: string;
	activity: (typeof activities)[number] | null;
	turnover: (typeof turnovers)[number] | null;
	method: (typeof methods)[number] | null;
	mayBeNamed: boolean;
	countsAds: boolean;
}

/** After so many days somebody should look at the place again (R8). */
export const reviewDays = 180;

/** The day from which a place must be looked at again; a closed one never. */
export const reviewDueOn = ({ state, reviewedOn, createdAt }: Arena): string | null =>
	state === 'closed' ? null : addDays(reviewedOn ?? localDay(createdAt), reviewDays);

/** @returns true when nobody has looked at an open place for 180 days. */
export function needsReview(arena: Arena, today: string): boolean {
	const due = reviewDueOn(arena);
	return due !== null && due <= today;
}

const oneOf = <const T extends readonly string[]>(codes: T) =>
	v.union(
		[
			v.pipe(
				v.literal(''),
				v.transform(() => null)
			),
			v.picklist(codes)
		],
		'unknown'
	);

/** A survey as the form posts it. Nobody's name and no address belongs in it: where it is, is sealed. */
export const surveyInput = v.object({
	audience: v.pipe(
		v.string(),
		v.trim(),
		v.maxLength(500, 'tooLong'),
		v.check((text) => !looksLikeAddress(text), 'looksLikeAddress')
	),
	activity: oneOf(activities),
	turnover: oneOf(turnovers),
	method: oneOf(methods),
	mayBeNamed: v.boolean(),
	countsAds: v.boolean()
});

/** The real name or address of a place, as the form posts it; empty takes away what was kept. */
export const realNameInput = v.pipe(v.string(), v.trim(), v.maxLength(300, 'tooLong'));

/** What is wrong with a field of the form; words are chosen at the edge. */
export const arenaIssues = ['codeNameMissing', 'codeNameTooLong', 'codeNameLooksLikeAddress', 'classMissing'] as const;
export type ArenaIssue = (typeof arenaIssues)[number];

/** A new arena, as the form posts it. */
export const arenaInput = v.object({
	codeName: v.optional(
		v.pipe(
			v.string('codeNameMissing'),
			v.trim(),
			v.nonEmpty('codeNameMissing'),
			v.maxLength(60, 'codeNameTooLong'),
			v.check((text) => !looksLikeAddress(text), 'codeNameLooksLikeAddress')
		),
		''
	),
	class: v.optional(v.picklist(arenaClasses, 'classMissing'), '' as ArenaClass)
});
export type ArenaInput = v.InferOutput<typeof arenaInput>;

/**
 * Reads what was posted (R8).
 * @returns the arena, or one issue per field that cannot be used.
 */
export function readArena(
	raw: unknown
): { ok: true; input: ArenaInput } | { ok: false; issues: Partial<Record<'codeName' | 'class', ArenaIssue>> } {
	const read = v.safeParse(arenaInput, raw);
	if (read.success) return { ok: true, input: read.output };
	const issues: Partial<Record<'codeName' | 'class', ArenaIssue>> = {};
	for (const issue of read.issues) {
		const field = v.getDotPath(issue) as 'codeName' | 'class' | null;
		if (field) issues[field] ??= issue.message as ArenaIssue;
	}
	return { ok: false, issues };
}

/** @returns true when something that happened on a day could have happened there: open then, or not closed yet. */
export const wasOpenOn = (arena: Arena, day: string, localDay: (at: Date) => string): boolean =>
	!arena.closedAt || day <= localDay(arena.closedAt);

/** Owners of the sites asked not to be named (R9): an address in an open field is most likely the real name. */
export const looksLikeAddress = (text: string): boolean => /:\/\/|\bwww\.|[\p{L}\p{N}-]\.\p{L}{2,}/u.test(text);
