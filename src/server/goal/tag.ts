import type { Ctx } from '../db/index.ts';
import { isId } from '../shared/ids.ts';
import {
	countKnownGoals,
	deleteTagsExcept,
	insertTags,
	selectExtensions,
	selectOpenGoals,
	selectProgrammes,
	selectTags
} from './goal.db.ts';
import { lastDayOf, type Goal, type Programme, type TagKind } from './goal.ts';

/** Goals of active programmes, to choose from when something is tagged. Whoever may register may choose. */
export const listOpenGoals = (ctx: Ctx): Promise<(Goal & { programme: string })[]> => selectOpenGoals(ctx);

/** Programmes that may be chosen for what happened on a day, the ordinary before pre-projects. */
export async function findProgrammesOn(
	ctx: Ctx,
	day: string
): Promise<Pick<Programme, 'id' | 'name' | 'isPreProject'>[]> {
	const found = (await findProgrammes(ctx)).filter(
		({ state, startsOn, lastDay }) => state !== 'draft' && startsOn <= day && day <= lastDay
	);
	return found.toSorted((a, b) => Number(a.isPreProject) - Number(b.isPreProject));
}

/** Every programme with the days it covers: for rooms that write down which one something belonged to. */
export async function findProgrammes(ctx: Ctx): Promise<(Programme & { lastDay: string })[]> {
	const [programmes, extensions] = await Promise.all([selectProgrammes(ctx), selectExtensions(ctx)]);
	const extensionsOf = Map.groupBy(extensions, ({ programmeId }) => programmeId);
	return programmes.map((programme) => ({
		...programme,
		lastDay: lastDayOf(programme, extensionsOf.get(programme.id) ?? [])
	}));
}

/** @returns true when every id is that of a goal. */
export async function areGoals(ctx: Ctx, ids: readonly string[]): Promise<boolean> {
	const asked = [...new Set(ids)];
	if (!asked.every(isId)) return false;
	return asked.length === 0 || (await countKnownGoals(ctx, asked)) === asked.length;
}

/**
 * Tags new subjects with goals, many at once. Call it in the transaction that makes them; the caller has asked `may`, and
 * `areGoals`.
 */
export async function addTags(
	ctx: Ctx,
	kind: TagKind,
	subjects: readonly { id: string; goals: readonly string[] }[]
): Promise<void> {
	const tags = subjects.flatMap(({ id, goals }) => goals.map((goalId) => ({ subjectId: id, goalId })));
	await insertTags(ctx, kind, tags);
}

/** Gives one subject exactly these goals. As `addTags`. */
export async function replaceTags(ctx: Ctx, kind: TagKind, id: string, goals: readonly string[]): Promise<void> {
	await deleteTagsExcept(ctx, kind, id, [...goals]);
	await addTags(ctx, kind, [{ id, goals }]);
}

/** The goals of each subject; one without goals is not in the map. */
export async function findTags(ctx: Ctx, kind: TagKind, ids: readonly string[]): Promise<Map<string, string[]>> {
	const bySubject = Map.groupBy(await selectTags(ctx, kind, ids), ({ subjectId }) => subjectId);
	return new Map([...bySubject].map(([id, tags]) => [id, tags.map(({ goalId }) => goalId)]));
}
