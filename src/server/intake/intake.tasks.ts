import * as v from 'valibot';
import { inTransaction, type Ctx } from '../db/index.ts';
import { enqueue } from '../jobs/index.ts';
import { destroyKey } from '../vault/index.ts';
import { keyOf } from './bring-file.ts';
import { deleteIntake, lockIntake, selectOldDrafts } from './intake.db.ts';
import { runImport } from './run-import.ts';

const payload = v.object({ importId: v.pipe(v.string(), v.uuid()) });
const draftHours = 24;

/** Jobs of this room; each may run twice without harm. */
export const intakeTasks = {
	'intake.run': (ctx: Ctx, raw: unknown) => runImport(ctx, v.parse(payload, raw).importId),
	'intake.destroyKey': (_ctx: Ctx, raw: unknown) => destroyKey(keyOf(v.parse(payload, raw).importId)),
	'intake.tidy': (ctx: Ctx) => forgetDrafts(ctx)
};

/** A file that nobody went on with is gone after a day, with its key. */
export async function forgetDrafts(ctx: Ctx): Promise<void> {
	const before = new Date(ctx.now.getTime() - draftHours * 60 * 60_000);
	for (const id of await selectOldDrafts(ctx, before)) {
		await inTransaction(ctx, async (ctx) => {
			if ((await lockIntake(ctx, id))?.state !== 'draft') return;
			await deleteIntake(ctx, id);
			await enqueue(ctx, 'intake.destroyKey', { importId: id });
		});
	}
}
