import type { Ctx } from '../db/index.ts';
import { chatVault } from '../vault/index.ts';
import { callErase, callStatus } from './visitor.db.ts';
import { hashOf, type Pass } from './visitor.ts';

/**
 * Erases a chat now: its key first, so that nobody can read it again, in backups either; then its rows. Asked a second time,
 * or for one that is not theirs, it does nothing: the answer is the same, because what was asked for is so.
 */
export async function eraseChat(ctx: Ctx, pass: Pass): Promise<void> {
	if (!(await callStatus(ctx, pass.chatId, hashOf(pass)))) return;
	await chatVault('visitor').destroy(pass.chatId);
	await callErase(ctx, pass.chatId, hashOf(pass));
}
