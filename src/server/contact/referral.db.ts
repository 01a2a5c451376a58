import { sql } from 'kysely';
import type { Ctx } from '#db';
import type { Referral } from './referral.ts';

/** Months from and to, both included; latest first within a service. */
export async function selectReferrals(ctx: Ctx, from: string, to: string): Promise<Referral[]> {
	return ctx.db
		.selectFrom('contactReferral')
		.select(['service', 'month', 'themeCode as theme', 'count'])
		.where('month', '>=', from)
		.where('month', '<=', to)
		.orderBy(sql`lower(service)`)
		.orderBy('month', 'desc')
		.orderBy('themeCode')
		.execute();
}

/** Every service that was ever written down, once each, as it was written first. */
export async function selectServices(ctx: Ctx): Promise<string[]> {
	const { rows } = await sql<{ service: string }>`
		select distinct on (lower(service)) service from contact_referral order by lower(service), month`.execute(ctx.db);
	return rows.map(({ service }) => service);
}

/** Two at once both count. */
export async function raise(ctx: Ctx, { service, month, theme }: Omit<Referral, 'count'>): Promise<void> {
	await sql`
		insert into contact_referral as kept (service, month, theme_code, count) values (${service}, ${month}, ${theme}, 1)
		on conflict (lower(service), month, theme_code) do update set count = kept.count + 1`.execute(ctx.db);
}

/** @returns false when there was none to take away. */
export async function lower(ctx: Ctx, { service, month, theme }: Omit<Referral, 'count'>): Promise<boolean> {
	const line = sql`lower(service) = lower(${service}) and month = ${month} and theme_code is not distinct from ${theme}`;
	const { rows } = await sql<{ count: number }>`
		select count from contact_referral where ${line} for update`.execute(ctx.db);
	if (!rows[0]) return false;
	if (rows[0].count === 1) await sql`delete from contact_referral where ${line}`.execute(ctx.db);
	else await sql`update contact_referral set count = count - 1 where ${line}`.execute(ctx.db);
	return true;
}
