import * as v from 'valibot';
import { appendEntry } from '../audit/index.ts';
import { inTransaction, type Ctx } from '../db/index.ts';
import { isDay, localDay } from '../shared/calendar.ts';
import { LyktError } from '../shared/errors.ts';
import { no, yes, type Outcome } from '../shared/outcome.ts';
import { may } from './staff.policy.ts';
import { deleteTraining, readIsTrained, selectPeers, upsertTraining, type PeerTraining } from './training.db.ts';

export type { PeerTraining };

const day = v.pipe(v.string('notADay'), v.trim(), v.check(isDay, 'notADay'));
/** The two days as a form posts them. */
export const trainingInput = v.object({ trainedOn: day, signedOn: day });
export type TrainingInput = v.InferOutput<typeof trainingInput>;

/** The peers, and when each was trained and signed (R5). @throws LyktError `forbidden`. */
export async function listPeers(ctx: Ctx): Promise<PeerTraining[]> {
	if (!may(ctx.actor, 'staff.train')) throw new LyktError('forbidden');
	return selectPeers(ctx);
}

/**
 * Writes down when a peer was trained and when they signed that they keep what they hear; from then on chats can be theirs
 * (R5). `null` takes it back, and they can be given no more.
 * @returns no: `future` for a day that has not been; `notFound` when the person is no peer.
 */
export async function setTraining(
	ctx: Ctx,
	userId: string,
	input: TrainingInput | null
): Promise<Outcome<object, 'forbidden' | 'notFound' | 'future'>> {
	if (!may(ctx.actor, 'staff.train')) return no('forbidden');
	const today = localDay(ctx.now);
	if (input && (input.trainedOn > today || input.signedOn > today)) return no('future');
	if ((await selectPeers(ctx, userId)).length === 0) return no('notFound');
	await inTransaction(ctx, async (ctx) => {
		const setBy = ctx.actor.kind === 'staff' ? ctx.actor.id : null;
		if (input) await upsertTraining(ctx, { userId, ...input, setBy });
		else await deleteTraining(ctx, userId);
		await appendEntry(ctx, input ? 'staff.setTraining' : 'staff.clearTraining', 'staff', userId);
	});
	return yes({});
}

/** Has this person been trained, and signed? Only peers need to have. */
export const isTrained = (ctx: Ctx, userId: string): Promise<boolean> => readIsTrained(ctx, userId);
