import type { Ctx } from '../db/index.ts';
import { callNoteContact } from './withdrawal.db.ts';

/**
 * We have called or written to an address outside a campaign: the six months count from now (R64). Nothing is shortened
 * and an opt-out stands. Writes and never tells: the answer is the same for every address.
 */
export const noteContact = (ctx: Pick<Ctx, 'db'>, tag: Buffer): Promise<void> => callNoteContact(ctx, [tag]);
