import { sql } from 'kysely';
import type { Ctx } from '#db';
import type { EmergencyCode } from '#shared/emergency.ts';
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

export interface EmergencyRow {
	code: EmergencyCode;
	number: string;
	/** Whoever confirmed it, by name. */
	confirmedBy: string | null;
	confirmedAt: Date;
}

export async function selectEmergency(ctx: Ctx): Promise<EmergencyRow[]> {
	const rows = await ctx.db
		.selectFrom('directoryEmergency as e')
		.leftJoin('staffUser as u', 'u.id', 'e.confirmedBy')
		.select(['e.code', 'e.number', 'u.name as confirmedBy', 'e.confirmedAt'])
		.execute();
	return rows.map((row) => ({ ...row, code: row.code as EmergencyCode }));
}

export async function upsertEmergency(ctx: Ctx, code: EmergencyCode, number: string, by: string | null): Promise<void> {
	const confirmed = { number, confirmedBy: by, confirmedAt: ctx.now };
	await ctx.db
		.insertInto('directoryEmergency')
		.values({ code, ...confirmed })
		.onConflict((c) => c.column('code').doUpdateSet(confirmed))
		.execute();
}

export async function deleteEmergency(ctx: Ctx, code: EmergencyCode): Promise<boolean> {
	const row = await ctx.db
		.deleteFrom('directoryEmergency')
		.where('code', '=', code)
		.returning('code')
		.executeTakeFirst();
	return row !== undefined;
}
