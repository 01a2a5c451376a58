import type { Ctx } from '../db/index.ts';
import { lifetimes, type Lifetime } from '../shared/chat.ts';
import { newDigits } from '../shared/crypto.ts';
import { no, yes, type Outcome } from '../shared/outcome.ts';
import { chatVault } from '../vault/index.ts';
import { callChooseHelper, callKeepFor, callRenewCode, callStatus } from './visitor.db.ts';
import { hasKey } from './has-key.ts';
import { hashOf, type Pass } from './visitor.ts';

/**
 * How long the chat is kept, from now and after each word. Its key is made to live that long first: what the visitor is told
 * must not end before its time.
 * @returns no, `gone`, when it is not there.
 */
export async function chooseExpiry(ctx: Ctx, pass: Pass, days: Lifetime): Promise<Outcome<object, 'gone'>> {
	if (!(await callStatus(ctx, pass.chatId, hashOf(pass)))) return no('gone'); // nobody renews another's key
	if (!(await hasKey(pass))) return no('gone');
	return (await callKeepFor(ctx, pass.chatId, hashOf(pass), days)) ? yes({}) : no('gone');
}

/**
 * "Not a peer" (R5), chosen or taken back in the middle of a chat. A peer who has it, or follows along, no longer does.
 * @returns no, `gone`, when it is not there.
 */
export async function chooseHelper(ctx: Ctx, pass: Pass, noPeer: boolean): Promise<Outcome<object, 'gone'>> {
	return (await callChooseHelper(ctx, pass.chatId, hashOf(pass), noPeer)) ? yes({}) : no('gone');
}

/** A new return code; the old one no longer works. */
export async function renewCode(ctx: Ctx, pass: Pass): Promise<Outcome<{ code: string }, 'gone'>> {
	const code = newDigits(20);
	const tag = await chatVault('visitor').tagCode(code);
	return (await callRenewCode(ctx, pass.chatId, hashOf(pass), tag)) ? yes({ code }) : no('gone');
}

/** @returns undefined for what is no choice. */
export const readLifetime = (raw: unknown): Lifetime | undefined => lifetimes.find((days) => String(days) === raw);
