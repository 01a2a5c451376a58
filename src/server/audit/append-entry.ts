import type { Ctx } from '../db/index.ts';
import { insertEntries } from './audit.db.ts';

/**
 * Appends to the log that nobody can change. `action` is `room.verb`; `objectId` an opaque id. Never content, a number,
 * a tag, a nick or an arena's name (domain.md 2.9). Call it inside the transaction of the act itself.
 */
export async function appendEntry(
	ctx: Ctx,
	action: string,
	objectType: string,
	objectId?: string,
	result = 'done'
): Promise<void> {
	await insertEntries(ctx, [{ action, objectType, objectId: objectId ?? null, result }]);
}

/** The same act on each of several things, in one statement; on none, no entry. */
export async function appendEntries(
	ctx: Ctx,
	action: string,
	objectType: string,
	objectIds: readonly string[]
): Promise<void> {
	await insertEntries(
		ctx,
		objectIds.map((objectId) => ({ action, objectType, objectId, result: 'done' }))
	);
}
