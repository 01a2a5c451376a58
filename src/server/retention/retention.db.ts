import { sql } from 'kysely';
import type { Ctx } from '../db/index.ts';

// What is deleted here may only be deleted by functions of the database that look at its age themselves.

/** Attempts with their messages and lines, oldest first; what they came to stays in the campaign's figures. */
export async function forgetAttempts(ctx: Ctx, limit: number): Promise<number> {
	const { rows } = await sql<{ gone: number }>`select attempt_forget_expired(${limit}::int) as gone`.execute(ctx.db);
	return rows[0]!.gone;
}

export async function forgetReceipts(ctx: Ctx, limit: number): Promise<number> {
	const { rows } = await sql<{ gone: number }>`select delivery_forget_receipts(${limit}::int) as gone`.execute(ctx.db);
	return rows[0]!.gone;
}

export async function forgetEntries(ctx: Ctx, limit: number): Promise<number> {
	const { rows } = await sql<{ gone: number }>`select audit_forget_expired(${limit}::int) as gone`.execute(ctx.db);
	return rows[0]!.gone;
}

/** Contacts after 24 months, oldest first; their counts by month stay, and what two answers were together by quarter. */
export async function forgetContacts(ctx: Ctx, limit: number): Promise<number> {
	const { rows } = await sql<{ gone: number }>`select report_forget_contacts(${limit}::int) as gone`.execute(ctx.db);
	return rows[0]!.gone;
}

/** Which of these years no attempt was logged under any more. */
export async function selectUnusedLogYears(ctx: Ctx, years: number[]): Promise<number[]> {
	if (!years.length) return [];
	const { rows } = await sql<{ year: number }>`
		select year from unnest(${years}::int[]) year
		where not exists (select from attempt where log_year = year) order by 1`.execute(ctx.db);
	return rows.map(({ year }) => year);
}
