import type { Ctx } from '#db';
import { LyktError } from '#shared/errors.ts';
import { may } from '#staff';
import { selectAgreements } from './agreement.db.ts';
import type { Agreement } from './agreement.ts';
import { selectArenas, selectArenasById, selectSurvey } from './arena.db.ts';
import { arenaClasses, type Arena, type Survey } from './arena.ts';

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
 * One arena with its survey, and whether a name is sealed for it; the name itself only by `readRealName`.
 * @throws LyktError `forbidden` | `notFound`.
 */
export async function getArena(ctx: Ctx, id: string): Promise<{ arena: Arena; survey: Survey; hasName: boolean }> {
	if (!may(ctx.actor, 'arena.read')) throw new LyktError('forbidden');
	const [[arena], found] = await Promise.all([selectArenasById(ctx, [id]), selectSurvey(ctx, id)]);
	if (!arena || !found) throw new LyktError('notFound');
	const { hasName, ...survey } = found;
	return { arena, survey, hasName };
}

/**
 * The agreements, the newest first; of one arena, or of all. Whom to talk to only by `readRealName`.
 * @throws LyktError `forbidden`.
 */
export async function listAgreements(ctx: Ctx, arenaId?: string): Promise<Agreement[]> {
	if (!may(ctx.actor, 'arena.read')) throw new LyktError('forbidden');
	return selectAgreements(ctx, arenaId);
}

/**
 * The arenas with these ids, for another room's rules; unknown ids are left out. Asks no policy: the caller's
 * command has asked its own, and the answer goes no further than to it.
 */
export const findArenas = (ctx: Ctx, ids: string[]): Promise<Arena[]> =>
	ids.length === 0 ? Promise.resolve([]) : selectArenasById(ctx, ids);
