import type { Ctx } from '../db/index.ts';

/** What the log keeps of one act, beside who and when. */
export interface Entry {
	action: string;
	objectType: string;
	objectId: string | null;
	result: string;
}

export async function insertEntries(ctx: Ctx, entries: readonly Entry[]): Promise<void> {
	if (!entries.length) return;
	const actorId = ctx.actor.kind === 'staff' ? ctx.actor.id : null;
	await ctx.db
		.insertInto('auditEntry')
		.values(
			entries.map(({ action, objectType, objectId, result }) => ({
				at: ctx.now,
				actorKind: ctx.actor.kind,
				actorId,
				action,
				objectType,
				objectId,
				result
			}))
		)
		.execute();
}
