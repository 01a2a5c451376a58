import { appendEntry } from '#audit';
import { inTransaction, type Ctx } from '#db';
import { localDay } from '#shared/calendar.ts';
import { LyktError } from '#shared/errors.ts';
import { newId } from '#shared/ids.ts';
import { no, yes, type Outcome } from '#shared/outcome.ts';
import { may } from '#staff';
import { insertAgreement, updateAgreementEnd } from './agreement.db.ts';
import type { AgreementInput } from './agreement.ts';
import { holdArena } from './arena.db.ts';
import { sealForArena } from './name-arena.ts';

/**
 * Writes down an agreement with those who run a place (R10). Whom to talk to is sealed with the place's name.
 * @throws LyktError `forbidden` | `keyholderUnreachable`.
 */
export async function makeAgreement(
	ctx: Ctx,
	arenaId: string,
	input: AgreementInput
): Promise<Outcome<{ id: string }, 'notFound' | 'closed'>> {
	if (!may(ctx.actor, 'arena.write')) throw new LyktError('forbidden');
	const { contact, ...agreement } = input;
	return inTransaction(ctx, async (ctx) => {
		const arena = await holdArena(ctx, arenaId);
		if (!arena) return no('notFound');
		if (arena.closedAt) return no('closed');
		const id = newId();
		const sealed = contact === '' ? null : await sealForArena(arenaId, contact);
		await insertAgreement(ctx, { id, arenaId, ...agreement }, sealed);
		await appendEntry(ctx, 'arena.makeAgreement', 'arenaAgreement', id);
		return yes({ id });
	});
}

/**
 * Gives an agreement its last day, today at the earliest. It is not changed otherwise: end it and write another.
 * @throws LyktError `forbidden`.
 */
export async function endAgreement(
	ctx: Ctx,
	arenaId: string,
	id: string,
	lastDay: string
): Promise<Outcome<object, 'notFound' | 'past'>> {
	if (!may(ctx.actor, 'arena.write')) throw new LyktError('forbidden');
	if (lastDay < localDay(ctx.now)) return no('past');
	return inTransaction(ctx, async (ctx) => {
		if (!(await updateAgreementEnd(ctx, id, arenaId, lastDay))) return no('notFound');
		await appendEntry(ctx, 'arena.endAgreement', 'arenaAgreement', id);
		return yes({});
	});
}
