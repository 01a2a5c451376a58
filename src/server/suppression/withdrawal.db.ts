import { sql } from 'kysely';
import type { Ctx } from '../db/index.ts';
import type { Ground } from './withdrawal.ts';

export interface WithdrawalRow {
	id: string;
	ground: Ground;
	conversationId: string | null;
	askedBy: string;
	askedByName: string;
	askedAt: Date;
}

export async function insertWithdrawal(
	ctx: Ctx,
	row: { id: string; holdTag: Buffer; ground: Ground; conversationId: string | null; askedBy: string }
): Promise<void> {
	const { id, holdTag, ground, conversationId, askedBy } = row;
	await ctx.db.insertInto('suppressionWithdrawal').values({ id, holdTag, ground, conversationId, askedBy }).execute();
}

export async function selectWithdrawals(ctx: Ctx, askedAfter: Date): Promise<WithdrawalRow[]> {
	const rows = await ctx.db
		.selectFrom('suppressionWithdrawal')
		.innerJoin('staffUser', 'staffUser.id', 'askedBy')
		.select(['suppressionWithdrawal.id', 'ground', 'conversationId', 'askedBy', 'staffUser.name', 'askedAt'])
		.where('askedAt', '>', askedAfter)
		.orderBy('askedAt')
		.execute();
	return rows.map(({ id, ground, conversationId, askedBy, name, askedAt }) => ({
		id,
		ground: ground as Ground,
		conversationId,
		askedBy,
		askedByName: name,
		askedAt
	}));
}

/** @returns the database's own answer: `done`, `gone`, `samePerson`, `forbidden` or `noWords`. */
export async function callWithdraw(ctx: Ctx, id: string, approverId: string): Promise<string> {
	const { rows } = await sql<{ answer: string }>`
		select suppression_withdraw(${id}::uuid, ${approverId}::uuid) as answer`.execute(ctx.db);
	return rows[0]!.answer;
}

export async function deleteWithdrawal(ctx: Ctx, id: string): Promise<boolean> {
	const done = await ctx.db.deleteFrom('suppressionWithdrawal').where('id', '=', id).executeTakeFirst();
	return done.numDeletedRows > 0n;
}

export async function deleteWithdrawalsBefore(ctx: Ctx, askedAt: Date): Promise<number> {
	const done = await ctx.db.deleteFrom('suppressionWithdrawal').where('askedAt', '<=', askedAt).executeTakeFirst();
	return Number(done.numDeletedRows);
}

export async function callNoteContact(ctx: Pick<Ctx, 'db'>, tags: Buffer[]): Promise<void> {
	await sql`select suppression_note_contact(${tags}::bytea[])`.execute(ctx.db);
}
