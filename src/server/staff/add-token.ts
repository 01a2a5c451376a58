import { appendEntry } from '../audit/index.ts';
import { inTransaction, type Ctx } from '../db/index.ts';
import type { Role } from '../shared/actor.ts';
import { hashSecret, newSecret } from '../shared/crypto.ts';
import { newId } from '../shared/ids.ts';
import { insertService } from './staff.db.ts';

/**
 * Makes a service account and its API token. Each token is an account of its own, so that author ≠ approver can be
 * judged on it. @returns the token; only its hash is stored, so this is the one time it can be read.
 */
export async function addToken(ctx: Ctx, { name, roles }: { name: string; roles: Role[] }): Promise<string> {
	const secret = `lykt_${newSecret()}`;
	const id = newId();
	await inTransaction(ctx, async (ctx) => {
		await insertService(ctx, { id, name, roles, tokenId: newId(), secretHash: hashSecret(secret) });
		await appendEntry(ctx, 'staff.addToken', 'staff', id);
	});
	return secret;
}
