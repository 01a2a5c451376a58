import { sql } from 'kysely';
import type { Ctx } from '../db/index.ts';

/** Every task, named `room.verb`, with what it carries: ids only, because old jobs outlive old code. */
export interface Tasks {
	'campaign.send': { campaignId: string };
	'campaign.noteReply': { inboundIds: string[] };
	'campaign.noteLogged': { loggedId: string };
	/** The name of a key, never the key. */
	'campaign.destroyKey': { key: string };
	'intake.run': { importId: string };
	'intake.destroyKey': { importId: string };
	'delivery.collect': Record<string, never>;
	'delivery.sendAnswers': Record<string, never>;
}

/**
 * Adds a job in the caller's own transaction: it exists only if the transaction commits. A job with the same `key` that
 * has not started yet is replaced, not doubled. Jobs of one `queue` run one after another.
 */
export async function enqueue<Name extends keyof Tasks>(
	ctx: Pick<Ctx, 'db'>,
	task: Name,
	payload: Tasks[Name],
	{ key, queue }: { key?: string; queue?: string } = {}
): Promise<void> {
	await sql`select jobs_enqueue(${task}, ${JSON.stringify(payload)}::json, ${key ?? null}, ${queue ?? null})`.execute(
		ctx.db
	);
}

/** A job for `enqueueAll`. */
export type Job = { [Name in keyof Tasks]: { task: Name; payload: Tasks[Name] } }[keyof Tasks];

/** Several jobs in one statement, in the caller's own transaction. */
export async function enqueueAll(ctx: Pick<Ctx, 'db'>, jobs: Job[]): Promise<void> {
	await sql`
		select jobs_enqueue(task, payload, null, null)
		from unnest(${jobs.map((job) => job.task)}::text[], ${jobs.map((job) => JSON.stringify(job.payload))}::json[]) t (task, payload)`.execute(
		ctx.db
	);
}
