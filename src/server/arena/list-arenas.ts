import type { Ctx } from '#db';
import { LyktError } from '#shared/errors.ts';
import { may } from '#staff';
import { selectArenas, selectArenasById } from './arena.db.ts';
import { arenaClasses, type Arena } from './arena.ts';

/**
 * All arenas, by class and then by code name in Norwegian order; closed ones too.
 * @throws LyktError `forbidden`.
 */
export async function listArenas(ctx: Ctx): Promise<Arena[]> {
	if (!may(ctx.actor, 'arena.read')) throw new LyktError('forbidden');
	const arenas = await selectArenas(ctx);
	return arenaClasses.flatMap((kind) => arenas.filter((arena) => arena.class === kind));
}

/**
 * The arenas with these ids, for another room's rules; unknown ids are left out. Asks no policy: the caller's
 * command has asked its own, and the answer goes no further than to it.
 */
export const findArenas = (ctx: Ctx, ids: string[]): Promise<Arena[]> =>
	ids.length === 0 ? Promise.resolve([]) : selectArenasById(ctx, ids);
