import { sql } from 'kysely';
import type { Ctx } from '#db';
import type { Span } from '#opening';
import type { ArenaClass } from './arena.ts';
import type { Plan, PlanInput, PresenceFacts } from './presence.ts';

/** Rules of one arena, or of all; those that are over last. */
export async function selectPlans(ctx: Ctx, arenaId?: string): Promise<Plan[]> {
	const rows = await ctx.db
		.selectFrom('arenaPlan')
		.select(['id', 'arenaId', 'weekday', 'fromMinute', 'untilMinute', 'everyWeeks', 'validFrom', 'validUntil'])
		.$if(arenaId !== undefined, (query) => query.where('arenaId', '=', arenaId!))
		.where((e) => e.or([e('validUntil', 'is', null), e('validUntil', '>=', e.ref('validFrom'))]))
		.orderBy(sql`valid_until is not null and valid_until < ${ctx.now}::timestamptz::date`)
		.orderBy('weekday')
		.orderBy('fromMinute')
		.orderBy('id')
		.execute();
	return rows.map(({ id, arenaId, weekday, fromMinute, untilMinute, everyWeeks, validFrom, validUntil }) => ({
		...{ id, arenaId, weekday, everyWeeks, validFrom, validUntil },
		from: fromMinute,
		until: untilMinute
	}));
}

export async function insertPlan(ctx: Ctx, id: string, arenaId: string, input: PlanInput): Promise<void> {
	const { weekday, from, until, everyWeeks, validFrom, validUntil } = input;
	await ctx.db
		.insertInto('arenaPlan')
		.values({ id, arenaId, weekday, fromMinute: from, untilMinute: until, everyWeeks, validFrom, validUntil })
		.execute();
}

/** Gives a rule its last day; one that has not begun by then never does. */
export async function updatePlanEnd(ctx: Ctx, id: string, arenaId: string, lastDay: string): Promise<boolean> {
	const row = await ctx.db
		.updateTable('arenaPlan')
		.set({ validUntil: sql<string>`greatest(${lastDay}::date, valid_from - 1)` })
		.where('id', '=', id)
		.where('arenaId', '=', arenaId)
		.returning('id')
		.executeTakeFirst();
	return row !== undefined;
}

/** Ends every rule of an arena that goes on after a day. */
export async function endPlansOf(ctx: Ctx, arenaId: string, lastDay: string): Promise<void> {
	await ctx.db
		.updateTable('arenaPlan')
		.set({ validUntil: sql<string>`greatest(${lastDay}::date, valid_from - 1)` })
		.where('arenaId', '=', arenaId)
		.where((e) => e.or([e('validUntil', 'is', null), e('validUntil', '>', lastDay)]))
		.execute();
}

/**
 * What the plan says of a period, beside what is known of it, in one statement: a presence that nobody has spoken of
 * comes from the plan alone. In order of time.
 */
export async function selectPresence(
	ctx: Ctx,
	from: string,
	to: string,
	which: { planId?: string; id?: string; arenaId?: string } = {}
): Promise<PresenceFacts[]> {
	const { planId = null, id = null, arenaId = null } = which;
	const { rows } = await sql<Row>`
		select p.id, coalesce(p.plan_id, o.plan_id) as plan_id, a.id as arena_id, a.code_name, a.class,
			coalesce(p.day, o.day) as day, coalesce(p.planned_from, o.planned_from) as planned_from,
			coalesce(p.planned_until, o.planned_until) as planned_until, p.held_from, p.held_until, p.contacts,
			p.cancelled_reason, p.theme_announced as theme
		from arena_planned(${from}::date, ${to}::date) o
			full join (select * from arena_presence where day between ${from}::date and ${to}::date) p
				on p.plan_id = o.plan_id and p.day = o.day
			join arena a on a.id = coalesce(p.arena_id, o.arena_id)
		where (${planId}::uuid is null or coalesce(p.plan_id, o.plan_id) = ${planId}::uuid)
			and (${id}::uuid is null or p.id = ${id}::uuid)
			and (${arenaId}::uuid is null or a.id = ${arenaId}::uuid)
		order by coalesce(p.planned_from, o.planned_from, p.held_from), a.code_name collate "nb-x-icu", p.id`.execute(ctx.db);
	return rows.map(toFacts);
}

/** The day of a presence that something is known of. */
export async function selectDayOf(ctx: Ctx, id: string): Promise<string | undefined> {
	const row = await ctx.db.selectFrom('arenaPresence').select('day').where('id', '=', id).executeTakeFirst();
	return row?.day;
}

/** What is written about a presence; `planId` and the day together are one presence. */
export interface PresenceRow {
	id: string;
	planId: string | null;
	arenaId: string;
	day: string;
	planned: Span | null;
	heldFrom: Date | null;
	heldUntil: Date | null;
	contacts: number | null;
	cancelledReason: string | null;
	theme: string | null;
}

/** Writes what became of a presence over what was known of it. @returns its id. */
export async function upsertPresence(ctx: Ctx, row: PresenceRow): Promise<string> {
	const { heldFrom, heldUntil, contacts, cancelledReason, theme } = row;
	const known = { heldFrom, heldUntil, contacts, cancelledReason, themeAnnounced: theme };
	const written = await ctx.db
		.insertInto('arenaPresence')
		.values({ ...keyOf(row), ...known })
		.onConflict((conflict) =>
			row.planId ? conflict.columns(['planId', 'day']).doUpdateSet(known) : conflict.column('id').doUpdateSet(known)
		)
		.returning('id')
		.executeTakeFirstOrThrow();
	return written.id;
}

/** Begins a presence, unless something is known of it already or one runs on that arena. */
export async function insertRunning(ctx: Ctx, row: PresenceRow): Promise<boolean> {
	const written = await ctx.db
		.insertInto('arenaPresence')
		.values({ ...keyOf(row), heldFrom: row.heldFrom })
		.onConflict((conflict) => conflict.doNothing())
		.returning('id')
		.executeTakeFirst();
	return written !== undefined;
}

/** Forgets what became of a presence; the plan stays. One that was not planned is gone. */
export async function forgetPresence(ctx: Ctx, id: string): Promise<boolean> {
	const cleared = await ctx.db
		.updateTable('arenaPresence')
		.set({ heldFrom: null, heldUntil: null, contacts: null, cancelledReason: null, themeAnnounced: null })
		.where('id', '=', id)
		.where('planId', 'is', null)
		.where('plannedFrom', 'is not', null)
		.returning('id')
		.executeTakeFirst();
	if (cleared) return true;
	const gone = await ctx.db.deleteFrom('arenaPresence').where('id', '=', id).returning('id').executeTakeFirst();
	return gone !== undefined;
}

const keyOf = ({ id, planId, arenaId, day, planned }: PresenceRow) => ({
	...{ id, planId, arenaId, day },
	plannedFrom: planned?.from ?? null,
	plannedUntil: planned?.until ?? null
});

interface Row {
	id: string | null;
	planId: string | null;
	arenaId: string;
	codeName: string;
	class: string;
	day: string;
	plannedFrom: Date | null;
	plannedUntil: Date | null;
	heldFrom: Date | null;
	heldUntil: Date | null;
	contacts: number | null;
	cancelledReason: string | null;
	theme: string | null;
}

const toFacts = ({ plannedFrom, plannedUntil, class: kind, ...row }: Row): PresenceFacts => ({
	id: row.id,
	planId: row.planId,
	arenaId: row.arenaId,
	codeName: row.codeName,
	class: kind as ArenaClass,
	day: row.day,
	planned: plannedFrom && plannedUntil ? { from: plannedFrom, until: plannedUntil } : null,
	heldFrom: row.heldFrom,
	heldUntil: row.heldUntil,
	contacts: row.contacts,
	cancelledReason: row.cancelledReason,
	theme: row.theme
});
