// The worker: runs the rooms' tasks from the queue in PostgreSQL. In the same process as the web side by default.
import { Logger, parseCronItems, run, type Runner, type TaskList } from 'graphile-worker';
import pg from 'pg';
import type { House } from './house.ts';
import { attemptTasks } from './server/attempt/attempt.tasks.ts';
import { chatTasks } from './server/chat/chat.tasks.ts';
import { campaignTasks } from './server/campaign/campaign.tasks.ts';
import { deliveryTasks } from './server/delivery/delivery.tasks.ts';
import { shiftTasks } from './server/shift/shift.tasks.ts';
import { intakeTasks } from './server/intake/intake.tasks.ts';
import { retentionTasks } from './server/retention/retention.tasks.ts';
import { settleInterrupted } from './server/delivery/index.ts';
import type { Ctx } from './server/db/index.ts';
import { log } from './server/shared/log.ts';

export interface RunningWorker {
	stop(): Promise<void>;
}

/** A task as a room writes it: context first, then what the job carries (checked by the room). */
export type RoomTask = (ctx: Ctx, payload: unknown) => Promise<void>;

// Held (shared) by every worker for as long as it lives; whoever gets it alone knows that no other worker lives.
const aliveLock = 74002;

/** Starts the worker; first tidies up after one that was killed. */
export async function startWorker(house: House): Promise<RunningWorker> {
	const alive = new pg.Client({ connectionString: house.ownerUrl });
	alive.on('error', (error) => log.error('worker.lock', error));
	await alive.connect();
	await recover(alive, house);
	await alive.query('select pg_advisory_lock_shared($1)', [aliveLock]);

	const pool = new pg.Pool({ connectionString: house.ownerUrl, max: 5 });
	pool.on('error', (error) => log.error('worker.pool', error));
	pool.on('connect', (client) => client.on('error', (error) => log.error('worker.pool', error)));
	const runner = await run({
		pgPool: pool,
		concurrency: 3,
		noHandleSignals: true,
		pollInterval: 2000,
		taskList: bind(house, {
			...attemptTasks,
			...chatTasks,
			...campaignTasks,
			...deliveryTasks,
			...intakeTasks,
			...retentionTasks,
			...shiftTasks
		}),
		parsedCronItems: parseCronItems([
			{ task: 'attempt.settleLapsed', match: '* * * * *', identifier: 'attempt.settleLapsed' },
			{ task: 'chat.expire', match: '* * * * *', identifier: 'chat.expire' },
			{ task: 'chat.tidy', match: '11 3 * * *', identifier: 'chat.tidy' },
			{ task: 'campaign.tidy', match: '* * * * *', identifier: 'campaign.tidy' },
			{ task: 'delivery.collect', match: '* * * * *', identifier: 'delivery.collect' },
			{ task: 'delivery.sendAnswers', match: '* * * * *', identifier: 'delivery.sendAnswers' },
			{ task: 'shift.forget', match: '23 3 * * *', identifier: 'shift.forget' },
			{ task: 'intake.tidy', match: '41 * * * *', identifier: 'intake.tidy' },
			{ task: 'retention.purge', match: '17 3 * * *', identifier: 'retention.purge' }
		]),
		logger: new Logger(() => () => undefined) // failures are logged below, without the job's payload
	});
	return { stop: () => stopAll(runner, pool, alive) };
}

/**
 * After `kill -9`: jobs that the dead worker held become free at once (instead of after four hours), and messages that
 * had been handed to a gateway without an answer on record become `unknown`, for a person to settle.
 */
async function recover(alive: pg.Client, house: House): Promise<void> {
	const { rows } = await alive.query<{ alone: boolean }>('select pg_try_advisory_lock($1) as alone', [aliveLock]);
	if (!rows[0]?.alone) return;
	try {
		const locked = await alive.query<{ id: string }>(
			'select distinct locked_by as id from graphile_worker._private_jobs where locked_by is not null'
		);
		const ids = locked.rows.map((row) => row.id);
		if (ids.length) await alive.query('select graphile_worker.force_unlock_workers($1)', [ids]);
		await settleInterrupted(await house.systemCtx('recovery'));
	} finally {
		await alive.query('select pg_advisory_unlock($1)', [aliveLock]);
	}
}

function bind(house: House, tasks: Record<string, RoomTask>): TaskList {
	const entries = Object.entries(tasks).map(([name, task]) => [
		name,
		async (payload: unknown) => {
			try {
				await task(await house.systemCtx(name), payload);
			} catch (error) {
				log.error('worker.task', error, { task: name });
				throw error;
			}
		}
	]);
	return Object.fromEntries(entries) as TaskList;
}

async function stopAll(runner: Runner, pool: pg.Pool, alive: pg.Client): Promise<void> {
	await runner.stop().catch((error: unknown) => log.error('worker.stop', error));
	await pool.end();
	await alive.end();
}
