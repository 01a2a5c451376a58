import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, inject } from 'vitest';
import { openDatabase, readClock, urlFor, type Ctx } from '../src/server/db/index.ts';
import type { Role, StaffActor } from '../src/server/shared/actor.ts';
import { newId } from '../src/server/shared/ids.ts';

export interface House {
	/** The staff log-in's connection: what the application itself may do, no more. */
	db: Ctx['db'];
	/** The address of the cloned database, for the owner and for the staff log-in. */
	ownerUrl: string;
	staffUrl: string;
	/** A query as the owner: for arranging what the application may not do. */
	asOwner(query: string, values?: unknown[]): Promise<pg.QueryResult>;
	/** Stops the installation's clock at an instant. */
	setClock(iso: string): Promise<void>;
	/** Puts addresses on a campaign's list, also when it is past the state in which the application may do so. */
	onList<T extends { hold: Buffer; log: Buffer }>(campaignId: string, tags: T[]): Promise<T[]>;
	/** A context with a new member of staff (a real row) who holds these roles; `isTrained`: a peer who has been, and has signed. */
	ctx(who?: { name?: string; roles?: Role[]; isTrained?: boolean }): Promise<Ctx & { actor: StaffActor }>;
	/** The same person later: reads the clock again. */
	later<C extends Ctx>(ctx: C): Promise<C>;
	systemCtx(): Promise<Ctx>;
}

/**
 * A database of its own for one test file, cloned from the migrated template. Its clock is movable and begins at noon of
 * Tuesday 24 November 2026, so that no test depends on the day and the hour at which it is run.
 */
export function testDatabase(): House {
	const house = {} as House;
	const name = `t_${randomBytes(6).toString('hex')}`;
	let owner: pg.Pool;
	beforeAll(async () => {
		const admin = new pg.Client({ connectionString: inject('adminUrl') });
		await admin.connect();
		await admin.query(`create database ${name} template lykt_template strategy file_copy`);
		await admin.end();
		house.ownerUrl = inject('adminUrl').replace(/\/postgres$/, `/${name}`);
		house.staffUrl = urlFor(house.ownerUrl, 'lykt_staff');
		owner = new pg.Pool({ connectionString: house.ownerUrl, max: 2 });
		house.db = openDatabase(house.staffUrl, 24);
		house.asOwner = (query, values) => owner.query(query, values);
		await owner.query(`update db_clock set movable = true, shift = timestamptz '2026-11-24T11:00:00Z' - now()`);
	});
	afterAll(async () => {
		await house.db.destroy();
		await owner.end(); // the cluster is thrown away: no DROP DATABASE
	});
	house.setClock = async (iso) => void (await owner.query('update db_clock set frozen_at = $1', [iso]));
	house.onList = async (campaignId, tags) => {
		const client = await owner.connect();
		await client.query('begin; set local session_replication_role = replica'); // the frozen list would refuse
		await client.query(
			`insert into campaign_recipient (id, campaign_id, line, hold_tag, log_tag, verdict)
			select gen_random_uuid(), $1, row_number() over (), hold, log, 'go' from unnest($2::bytea[], $3::bytea[]) t (hold, log)
			on conflict do nothing`,
			[campaignId, tags.map(({ hold }) => hold), tags.map(({ log }) => log)]
		);
		await client.query('commit');
		client.release();
		return tags;
	};
	house.systemCtx = async () => ({
		actor: { kind: 'system', name: 'test' },
		now: await readClock(house.db),
		db: house.db
	});
	house.later = async (ctx) => ({ ...ctx, now: await readClock(house.db) });
	house.ctx = async ({
		name = 'kari',
		roles = ['adviser'],
		isTrained = false
	}: { name?: string; roles?: Role[]; isTrained?: boolean } = {}) => {
		const actor: StaffActor = { kind: 'staff', id: newId(), name, roles, isService: false };
		await owner.query('insert into staff_user (id, name, email) values ($1, $2, $3)', [
			actor.id,
			name,
			`${actor.id}@example.no`
		]);
		await owner.query('insert into staff_role (user_id, role) select $1, unnest($2::text[])', [actor.id, roles]);
		if (isTrained)
			await owner.query(
				`insert into staff_training (user_id, trained_on, signed_on, set_at) values ($1, '2000-01-01', '2000-01-01', now())`,
				[actor.id]
			);
		return { actor, now: await readClock(house.db), db: house.db };
	};
	return house;
}
