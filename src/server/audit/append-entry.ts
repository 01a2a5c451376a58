import type { Ctx } from '../db/index.ts';
import { insertEntry } from './audit.db.ts';

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
	await insertEntry(ctx, { action, objectType, objectId: objectId ?? null, result });
}
