import * as v from 'valibot';

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

/** A place where we are present. It has a code name; its real name is not stored anywhere (R9). */
export interface Arena {
	id: string;
	codeName: string;
	class: ArenaClass;
	createdAt: Date;
	/** A closed arena keeps its history; nothing new is registered on it. */
	closedAt: Date | null;
}

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

/** Owners of the sites asked not to be named (R9): an address in the name field is most likely the real name. */
const looksLikeAddress = (text: string): boolean => /:\/\/|\bwww\.|[\p{L}\p{N}-]\.\p{L}{2,}/u.test(text);
