import { appendEntry } from '../audit/index.ts';
import { inTransaction, type Ctx } from '../db/index.ts';
import { findService, upsertService } from './programme.db.ts';
import type { Service } from './programme.ts';

/** @returns the service, or a neutral name until somebody has filled it in. */
export async function getService(ctx: Pick<Ctx, 'db'>): Promise<Service> {
	return (await findService(ctx)) ?? { name: 'Lykt', ownerName: '', invented: false };
}

/** Names the service. Who may do this is the caller's question: set-up has no account yet. */
export async function nameService(ctx: Ctx, service: Service): Promise<void> {
	await inTransaction(ctx, async (ctx) => {
		await upsertService(ctx, service);
		await appendEntry(ctx, 'programme.nameService', 'service');
	});
}
