import type { Ctx } from '../db/index.ts';
import { deriveKey, newSecret } from '../shared/crypto.ts';
import { no, yes, type Outcome } from '../shared/outcome.ts';
import { log } from '../shared/log.ts';
import { chatVault } from '../vault/index.ts';
import { callReturn } from './visitor.db.ts';
import { hashOf, readCode, type Pass } from './visitor.ts';
import { guessing } from './guesses.ts';

/**
 * The secret with which waiting tickets are sealed (src/visitors/guard.ts): the keyholder's tag of a code that is nobody's,
 * so that every process has the same and nothing is kept.
 */
export const readGuardKey = async (): Promise<string> =>
	deriveKey((await chatVault('visitor').tagCode('0'.repeat(20))).toString('base64url'), 'visitor.guard');

/**
 * Opens a chat again by its return code (R37). A code that is right is answered at once, whatever happens around it.
 * @returns no: `unreadable` when there are not 20 digits; `wrong`, to be said after `waitMs`, which grows with the wrong
 *   tries that began with the same four digits. Nothing about who tries is known or kept.
 */
export async function findByCode(
	ctx: Ctx,
	raw: unknown
): Promise<Outcome<{ pass: Pass }, 'unreadable'> | { ok: false; why: 'wrong'; waitMs: number }> {
	const code = readCode(raw);
	if (!code) return no('unreadable');
	const secret = newSecret();
	const tag = await chatVault('visitor').tagCode(code);
	const chatId = await callReturn(ctx, tag, hashOf({ chatId: '', secret }));
	if (chatId) return yes({ pass: { chatId, secret } });
	const { waitMs, isAlarm } = guessing.note(code.slice(0, 4), ctx.now);
	if (isAlarm) log.warn('visitor.codesAreBeingGuessed');
	return { ok: false, why: 'wrong', waitMs };
}
