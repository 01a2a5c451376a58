import type { Ctx } from '../db/index.ts';

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
	const actorId = ctx.actor.kind === 'staff' ? ctx.actor.id : null;
	await ctx.db
		.insertInto('auditEntry')
		.values({ at: ctx.now, actorKind: ctx.actor.kind, actorId, action, objectType, objectId: objectId ?? null, result })
		.execute();
}
