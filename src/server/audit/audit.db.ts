import type { Ctx } from '../db/index.ts';

/** What the log keeps of one act, beside who and when. */
export interface Entry {
	action: string;
	objectType: string;
	objectId: string | null;
	result: string;
}

export async function insertEntry(ctx: Ctx, entry: Entry): Promise<void> {
	const { action, objectType, objectId, result } = entry;
	const actorId = ctx.actor.kind === 'staff' ? ctx.actor.id : null;
	await ctx.db
		.insertInto('auditEntry')
		.values({ at: ctx.now, actorKind: ctx.actor.kind, actorId, action, objectType, objectId, result })
		.execute();
}
