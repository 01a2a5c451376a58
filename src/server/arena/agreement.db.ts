import { sql } from 'kysely';
import type { Ctx } from '#db';
import type { Agreement } from './agreement.ts';

const columns = ['id', 'arenaId', 'title', 'mostPerWeek', 'noConsequences', 'validFrom', 'validUntil'] as const;

/** The newest first; of one arena, or of all. */
export async function selectAgreements(ctx: Ctx, arenaId?: string): Promise<Agreement[]> {
	return ctx.db
		.selectFrom('arenaAgreement')
		.select(columns)
		.select(sql<boolean>`sealed_contact is not null`.as('hasContact'))
		.$if(arenaId !== undefined, (query) => query.where('arenaId', '=', arenaId!))
		.orderBy('validFrom', 'desc')
		.orderBy('id', 'desc')
		.execute();
}

export async function insertAgreement(
	ctx: Ctx,
	agreement: Omit<Agreement, 'hasContact'>,
	sealedContact: Buffer | null
): Promise<void> {
	await ctx.db
		.insertInto('arenaAgreement')
		.values({ ...agreement, sealedContact })
		.execute();
}

/** Gives an agreement its last day. @returns false when there is none such, or it would end before it begins. */
export async function updateAgreementEnd(ctx: Ctx, id: string, arenaId: string, lastDay: string): Promise<boolean> {
	const row = await ctx.db
		.updateTable('arenaAgreement')
		.set({ validUntil: lastDay })
		.where('id', '=', id)
		.where('arenaId', '=', arenaId)
		.where('validFrom', '<=', lastDay)
		.returning('id')
		.executeTakeFirst();
	return row !== undefined;
}

export async function selectContacts(
	ctx: Ctx,
	arenaId: string
): Promise<{ agreementId: string; sealedContact: Buffer }[]> {
	return ctx.db
		.selectFrom('arenaAgreement')
		.select(['id as agreementId', 'sealedContact'])
		.where('arenaId', '=', arenaId)
		.where('sealedContact', 'is not', null)
		.$narrowType<{ sealedContact: Buffer }>()
		.orderBy('id')
		.execute();
}

/** An agreement that a plan would break: how many times we would be there in the first week that is too many. */
export interface TooMany {
	title: string;
	mostPerWeek: number;
	monday: string;
	count: number;
}

/**
 * What a new rule would break from its first day on, half a year ahead: what the plan holds already and what the rule
 * adds, by the week, against each agreement of the arena that is valid on those days (R10).
 */
export async function selectTooMany(
	ctx: Ctx,
	arenaId: string,
	rule: { weekday: number; everyWeeks: number; validFrom: string; validUntil: string | null }
): Promise<TooMany[]> {
	const { rows } = await sql<TooMany>`
		with span as (select ${rule.validFrom}::date - extract(isodow from ${rule.validFrom}::date)::int + 1 as first),
		planned as (
			select p.day from span, arena_planned(span.first, span.first + 181) p where p.arena_id = ${arenaId}
			union all
			select d from span, arena_plan_days(${rule.weekday}, ${rule.everyWeeks}, ${rule.validFrom}::date,
				${rule.validUntil}::date, span.first, span.first + 181) d),
		weeks as (
			select a.title, a.most_per_week, p.day - extract(isodow from p.day)::int + 1 as monday, count(*) as count
			from arena_agreement a join planned p on p.day between a.valid_from and coalesce(a.valid_until, p.day)
			where a.arena_id = ${arenaId} and a.most_per_week is not null
			group by a.id, monday having count(*) > a.most_per_week)
		select distinct on (title) title, most_per_week, monday, count from weeks order by title, monday`.execute(ctx.db);
	return rows;
}
