import { appendEntry } from '#audit';
import { inTransaction, type Ctx } from '#db';
import { LyktError } from '#shared/errors.ts';
import { newId } from '#shared/ids.ts';
import { no, yes, type Outcome } from '#shared/outcome.ts';
import { may } from '#staff';
import { insertArena } from './arena.db.ts';
import type { ArenaInput } from './arena.ts';

/**
 * Adds an arena under a code name (R8, R9). Ads of a site with ads are counted until somebody says otherwise. The log gets
 * its id, never its name.
 * @returns its id, or `codeNameTaken` when an arena, open or closed, already has the name.
 * @throws LyktError `forbidden`.
 */
export async function createArena(ctx: Ctx, input: ArenaInput): Promise<Outcome<{ id: string }, 'codeNameTaken'>> {
	if (!may(ctx.actor, 'arena.write')) throw new LyktError('forbidden');
	return inTransaction(ctx, async (ctx) => {
		const id = newId();
		const { codeName, class: kind } = input;
		const arena = { id, codeName, class: kind, createdAt: ctx.now, countsAds: kind === 'escortSite' };
		if (!(await insertArena(ctx, arena))) return no('codeNameTaken');
		await appendEntry(ctx, 'arena.create', 'arena', id);
		return yes({ id });
	});
}
