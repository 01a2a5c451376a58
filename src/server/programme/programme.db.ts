import type { Ctx } from '../db/index.ts';
import type { Service } from './programme.ts';

export async function findService(ctx: Pick<Ctx, 'db'>): Promise<Service | undefined> {
	return ctx.db.selectFrom('programmeService').select(['name', 'ownerName', 'invented']).executeTakeFirst();
}

export async function upsertService(ctx: Ctx, { name, ownerName, invented }: Service): Promise<void> {
	await ctx.db
		.insertInto('programmeService')
		.values({ name, ownerName, invented })
		.onConflict((c) => c.column('onlyRow').doUpdateSet({ name, ownerName, invented }))
		.execute();
}
