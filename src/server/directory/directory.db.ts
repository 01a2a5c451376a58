import { sql } from 'kysely';
import type { Ctx } from '#db';
import type { EntryInput, Offer, Price } from './directory.ts';

export interface EntryRow {
	id: string;
	name: string;
	county: string;
	municipality: string;
	offers: Offer[];
	languages: string[];
	price: Price;
	verifiedAt: Date;
}

export async function selectEntries(ctx: Ctx): Promise<EntryRow[]> {
	const rows = await ctx.db
		.selectFrom('directoryEntry')
		.select(['id', 'name', 'county', 'municipality', 'offers', 'languages', 'price', 'verifiedAt'])
		.orderBy('county')
		.orderBy(sql`municipality collate "nb-x-icu"`)
		.orderBy(sql`name collate "nb-x-icu"`)
		.execute();
	return rows.map((row) => ({ ...row, offers: row.offers as Offer[], price: row.price as Price }));
}

export async function insertEntry(ctx: Ctx, id: string, input: EntryInput, by: string | null): Promise<void> {
	await ctx.db
		.insertInto('directoryEntry')
		.values({ ...input, id, createdBy: by, createdAt: ctx.now, verifiedBy: by, verifiedAt: ctx.now })
		.execute();
}

export async function setVerified(ctx: Ctx, id: string, by: string | null): Promise<boolean> {
	const row = await ctx.db
		.updateTable('directoryEntry')
		.set({ verifiedBy: by, verifiedAt: ctx.now })
		.where('id', '=', id)
		.returning('id')
		.executeTakeFirst();
	return row !== undefined;
}

export async function deleteEntry(ctx: Ctx, id: string): Promise<boolean> {
	const row = await ctx.db.deleteFrom('directoryEntry').where('id', '=', id).returning('id').executeTakeFirst();
	return row !== undefined;
}

export async function countVerifiedSince(ctx: Ctx, county: string, since: Date): Promise<number> {
	const { count } = await ctx.db
		.selectFrom('directoryEntry')
		.select((e) => e.fn.countAll<number>().as('count'))
		.where('county', '=', county)
		.where('verifiedAt', '>=', since)
		.executeTakeFirstOrThrow();
	return count;
}
