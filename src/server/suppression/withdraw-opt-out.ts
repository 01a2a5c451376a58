import { appendEntry } from '../audit/index.ts';
import { inTransaction, type Ctx } from '../db/index.ts';
import { newId } from '../shared/ids.ts';
import { no, yes, type Outcome } from '../shared/outcome.ts';
import { may } from '../staff/index.ts';
import { tagNumbers } from '../vault/index.ts';
import {
	callWithdraw,
	deleteWithdrawal,
	deleteWithdrawalsBefore,
	insertWithdrawal,
	selectWithdrawals
} from './withdrawal.db.ts';
import { withdrawalDays, type Ground, type Withdrawal } from './withdrawal.ts';

/**
 * Asks that an opt-out be lifted because the person wrote, after it, that they want to hear from us again (R65). Somebody
 * else decides. That the words are there is checked by the database when it is approved.
 */
export async function askWithdrawalInWriting(
	ctx: Ctx,
	tag: Buffer,
	conversationId: string
): Promise<Outcome<object, 'forbidden'>> {
	if (ctx.actor.kind !== 'staff' || !may(ctx.actor, 'suppression.askWithdrawal')) return no('forbidden');
	await ask(ctx, ctx.actor.id, tag, 'inWriting', conversationId);
	return yes({});
}

/**
 * The same for a number, when the person said so by phone or at the desk to a lead. The number is not kept. The answer is
 * the same whether it had opted out or not: this is no way to look a number up (domain.md E5).
 */
export async function askWithdrawalForNumber(
	ctx: Ctx,
	number: string,
	ground: Exclude<Ground, 'inWriting'>
): Promise<Outcome<object, 'forbidden'>> {
	if (ctx.actor.kind !== 'staff' || !may(ctx.actor, 'suppression.withdraw')) return no('forbidden');
	const tagged = await tagNumbers(ctx, [number], 'optOut');
	if (!tagged.ok) throw new Error('these are never refused by quota');
	await ask(ctx, ctx.actor.id, tagged.tags[0]!.hold, ground, null);
	return yes({});
}

/** The wishes that wait, the oldest first. Those that lie longer than fourteen days are void. */
export async function listWithdrawals(ctx: Ctx): Promise<Withdrawal[]> {
	if (!may(ctx.actor, 'suppression.askWithdrawal')) return [];
	const me = ctx.actor.kind === 'staff' ? ctx.actor.id : undefined;
	const rows = await selectWithdrawals(ctx, oldest(ctx));
	return rows.map(({ id, ground, conversationId, askedBy, askedByName, askedAt }) => ({
		id,
		ground,
		conversationId,
		askedByName,
		askedAt,
		isMine: askedBy === me
	}));
}

/**
 * Lifts the opt-out that a wish is about; four eyes, kept by the database (`suppression_withdraw`). `gone`: it was decided,
 * fourteen days are over, or the person has said stop since. `noWords`: what they wrote does not stand there any more, or
 * they said stop after it. The answer does not tell whether there was an opt-out.
 */
export async function approveWithdrawal(
	ctx: Ctx,
	id: string
): Promise<Outcome<object, 'forbidden' | 'samePerson' | 'gone' | 'noWords'>> {
	if (ctx.actor.kind !== 'staff' || !may(ctx.actor, 'suppression.withdraw')) return no('forbidden');
	const approverId = ctx.actor.id;
	return inTransaction(ctx, async (ctx) => {
		const answer = await callWithdraw(ctx, id, approverId);
		await appendEntry(ctx, 'suppression.withdraw', 'withdrawal', id, answer);
		if (answer === 'done') return yes({});
		return no(answer as 'forbidden' | 'samePerson' | 'gone' | 'noWords');
	});
}

/** Says no to a wish, or takes back one's own; the opt-out stands. */
export async function refuseWithdrawal(ctx: Ctx, id: string): Promise<Outcome<object, 'forbidden' | 'gone'>> {
	if (!may(ctx.actor, 'suppression.askWithdrawal')) return no('forbidden');
	const isMine = (await listWithdrawals(ctx)).some((wish) => wish.id === id && wish.isMine);
	if (!isMine && !may(ctx.actor, 'suppression.withdraw')) return no('forbidden');
	return inTransaction(ctx, async (ctx) => {
		if (!(await deleteWithdrawal(ctx, id))) return no('gone');
		await appendEntry(ctx, 'suppression.refuseWithdrawal', 'withdrawal', id);
		return yes({});
	});
}

/** Forgets the wishes that nobody decided in time. */
export const forgetWithdrawals = (ctx: Ctx): Promise<number> => deleteWithdrawalsBefore(ctx, oldest(ctx));

function ask(ctx: Ctx, askedBy: string, holdTag: Buffer, ground: Ground, conversationId: string | null): Promise<void> {
	return inTransaction(ctx, async (ctx) => {
		const id = newId();
		await insertWithdrawal(ctx, { id, holdTag, ground, conversationId, askedBy });
		await appendEntry(ctx, 'suppression.askWithdrawal', 'withdrawal', id, ground);
	});
}

const oldest = (ctx: Ctx) => new Date(ctx.now.getTime() - withdrawalDays * 24 * 60 * 60_000);
