import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import { testDatabase } from '../../../test/database.ts';
import { newId } from '#shared/ids.ts';

// The counts of report_count are written by triggers. Here random histories are played against them and against a list in
// memory; after every step both must say the same.

const house = testDatabase();
const genders = ['man', 'woman', 'notStated'];
const days = ['2023-12-31', '2024-01-01', '2024-02-29', '2024-11-22', '2024-11-23', '2026-11-23'];
/** Two of the upper level, two sub-themes of one of them, and a sub-theme of the other. */
const themeCodes = ['health', 'noIssue', 'infection', 'saferSex', 'seeksPartner'];
const parents: Record<string, string> = { infection: 'health', saferSex: 'health', seeksPartner: 'noIssue' };
const obstacleCodes = ['cost', 'waiting'];

interface Row {
	id: string;
	day: string;
	gender: string;
	unsureReason: string | null;
	hour: number | null;
	arena: string | null;
	programme: string | null;
	themes: string[];
	obstacles: string[];
	isTest: boolean;
	stands: boolean;
}
interface Model {
	rows: Row[];
	mergedInto: Record<string, string | null>;
}
type Step =
	| {
			do: 'register' | 'import';
			rows: Omit<Row, 'id' | 'stands' | 'arena' | 'programme'>[];
			arena: number;
			programme: number;
	  }
	| { do: 'correct'; at: number; gender: string; day: string; themes: string[]; arena: number }
	| { do: 'mark'; at: number; isTest: boolean }
	| { do: 'remove'; at: number }
	| { do: 'merge'; from: string; into: string | null }
	| { do: 'forget'; limit: number };

const row = fc.record({
	day: fc.constantFrom(...days),
	gender: fc.constantFrom(...genders),
	unsureReason: fc.constantFrom(null, 'notAsked'),
	hour: fc.constantFrom(null, 0, 23),
	themes: fc.subarray(themeCodes),
	obstacles: fc.subarray(obstacleCodes),
	isTest: fc.constantFrom(false, false, false, true)
});
const at = fc.nat(1000);
const place = fc.nat(2);
const step: fc.Arbitrary<Step> = fc.oneof(
	{
		weight: 3,
		arbitrary: fc.record({
			do: fc.constantFrom('register' as const, 'register' as const, 'import' as const),
			rows: fc.array(row, { minLength: 1, maxLength: 6 }),
			arena: place,
			programme: place
		})
	},
	fc.record({
		do: fc.constant('correct' as const),
		at,
		gender: fc.constantFrom(...genders),
		day: fc.constantFrom(...days),
		themes: fc.subarray(themeCodes),
		arena: place
	}),
	fc.record({ do: fc.constant('mark' as const), at, isTest: fc.boolean() }),
	fc.record({ do: fc.constant('remove' as const), at }),
	fc.constantFrom<Step>(
		{ do: 'merge', from: 'infection', into: 'saferSex' },
		{ do: 'merge', from: 'infection', into: null },
		{ do: 'merge', from: 'saferSex', into: 'seeksPartner' },
		{ do: 'merge', from: 'saferSex', into: null },
		{ do: 'merge', from: 'noIssue', into: 'health' },
		{ do: 'merge', from: 'noIssue', into: null }
	),
	fc.record({ do: fc.constant('forget' as const), limit: fc.integer({ min: 1, max: 4 }) })
);

const arenas: (string | null)[] = [null, newId(), newId()];
const programmes: (string | null)[] = [null, newId(), newId()];
let ran = 0;
afterAll(() => expect(ran).toBeGreaterThan(100));

test('whatever is registered, corrected, marked, merged, taken away or forgotten, the counts are what a recount gives', async () => {
	await house.setClock('2026-11-23T12:00:00Z');
	for (const id of arenas.slice(1)) {
		await house.asOwner(`insert into arena (id, code_name, class, created_at) values ($1, $2, 'forum', now())`, [
			id,
			id
		]);
	}
	for (const id of programmes.slice(1)) {
		await house.asOwner(
			`insert into programme (id, name, starts_on, planned_end, created_at) values ($1, $2, '2020-01-01', '2030-01-01', now())`,
			[id, id]
		);
	}
	await fc.assert(
		fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (steps) => {
			await house.asOwner(
				`truncate contact, report_count, report_pair_count;
				update contact_theme set merged_into_code = null`
			);
			const model: Model = { rows: [], mergedInto: {} };
			for (const one of steps) {
				await play(model, one);
				expect(await keptCounts(), JSON.stringify(one)).toEqual(modelCounts(model));
				ran++;
			}
			expect(await allPairs('gender', 'themeSet')).toEqual(modelPairs(model));
		}),
		{ numRuns: 40 }
	);
});

test('a hundred thousand rows in one statement are counted, and gone without a trace when they are taken back', async () => {
	await house.asOwner('truncate contact, report_count, report_pair_count');
	const importId = newId();
	await house.asOwner(
		`insert into contact (id, registered_at, happened_on, channel, gender, source, import_id)
		select gen_random_uuid(), now(), date '2015-01-01' + n % 365, 'sms', case when n % 4 = 0 then 'woman' else 'man' end, 'imported', $1
		from generate_series(1, 100000) n`,
		[importId]
	);
	await house.asOwner(`update contact set theme_codes = '{health}' where gender = 'woman'`);
	const count = async (dimension: string, code: string) => {
		const { rows } = await house.asOwner(
			'select coalesce(sum(count), 0)::int as count from report_count where dimension = $1 and code = $2',
			[dimension, code]
		);
		return rows[0].count;
	};
	expect([await count('all', ''), await count('gender', 'woman')]).toEqual([100_000, 25_000]);
	expect([await count('themeTop', 'health'), await count('themeSet', '')]).toEqual([25_000, 75_000]);
	await house.asOwner('delete from contact where import_id = $1', [importId]);
	const { rows } = await house.asOwner('select count(*)::int as left from report_count where count <> 0');
	expect(rows[0].left).toBe(0);
});

test('two who register at the same time, in another order, both come through', async () => {
	const [one, two] = await Promise.all([house.ctx(), house.ctx()]);
	const register = async (ctx: typeof one, first: number, second: number) => {
		for (let turn = 0; turn < 15; turn++) {
			await ctx.db.transaction().execute(async (transaction) => {
				for (const place of [first, second]) {
					await transaction
						.insertInto('contact')
						.values({
							id: newId(),
							registeredAt: ctx.now,
							happenedOn: '2026-11-01',
							channel: 'sms',
							arenaId: arenas[place]!
						})
						.execute();
				}
			});
		}
	};
	await Promise.all([register(one, 1, 2), register(two, 2, 1)]);
	const { rows } = await house.asOwner(
		`select sum(count)::int as count from report_count where dimension = 'all' and month = '2026-11-01' and arena_id is not null`
	);
	expect(rows[0].count).toBe(60);
});

test('the application counts nothing by its own hand', async () => {
	const ctx = await house.ctx();
	await expect(ctx.db.deleteFrom('reportCount').execute()).rejects.toThrow('permission denied');
	await expect(ctx.db.updateTable('reportCount').set({ count: 1 }).execute()).rejects.toThrow('permission denied');
});

test('an import that is never counted cannot be kept, and nobody waits for one that is being written', async () => {
	const [importer, adviser] = await Promise.all([house.ctx(), house.ctx()]);
	const one = (importId: string | null, happenedOn: string) => ({
		...{ id: newId(), registeredAt: importer.now, happenedOn, channel: 'sms' },
		...(importId ? { source: 'imported', importId } : {})
	});
	const count = async (month: string) => {
		const { rows } = await house.asOwner(
			`select coalesce(sum(count), 0)::int as count from report_count where dimension = 'all' and month = $1`,
			[month]
		);
		return rows[0].count;
	};
	const write = (importId: string, isCounted: boolean) =>
		importer.db.transaction().execute(async (db) => {
			await sql`select report_count_later(${importId})`.execute(db);
			await db.insertInto('contact').values(one(importId, '2019-01-01')).execute();
			// Comes through while the import stands half written: it would wait here for ever otherwise.
			await adviser.db.insertInto('contact').values(one(null, '2019-02-01')).execute();
			if (isCounted) await sql`select report_count_import(${importId})`.execute(db);
		});
	const counted = newId();
	await write(counted, true);
	expect([await count('2019-01-01'), await count('2019-02-01')]).toEqual([1, 1]);
	await expect(write(newId(), false)).rejects.toThrow('not counted');
	expect([await count('2019-01-01'), await count('2019-02-01')]).toEqual([1, 2]);
	await expect(write(counted, true)).rejects.toThrow('counted already');
	await expect(
		importer.db.transaction().execute(async (db) => {
			await sql`select report_count_later(${newId()})`.execute(db);
			await db.insertInto('contact').values(one(null, '2019-01-01')).execute();
		})
	).rejects.toThrow('alone in its transaction');
});

test('a contact has the themes and obstacles that there are, each once, and none of them goes away', async () => {
	const ctx = await house.ctx();
	const insert = (codes: { themeCodes?: string[]; obstacleCodes?: string[] }) =>
		ctx.db
			.insertInto('contact')
			.values({ id: newId(), registeredAt: ctx.now, happenedOn: '2019-03-01', channel: 'sms', ...codes })
			.execute();
	await insert({ themeCodes: ['health', 'law'], obstacleCodes: ['cost'] });
	await expect(insert({ themeCodes: ['health', 'nothingLikeIt'] })).rejects.toThrow('not there');
	await expect(insert({ obstacleCodes: ['health'] })).rejects.toThrow('not there');
	await expect(insert({ themeCodes: ['law', 'health'] })).rejects.toThrow('check constraint');
	await expect(insert({ themeCodes: ['health', 'health'] })).rejects.toThrow('check constraint');
	await expect(house.asOwner(`delete from contact_theme where code = 'law'`)).rejects.toThrow('stays');
	await expect(house.asOwner(`update contact_obstacle set code = 'price' where code = 'cost'`)).rejects.toThrow(
		'stays'
	);
});

async function play(model: Model, one: Step): Promise<void> {
	const standing = model.rows.filter(({ stands }) => stands);
	switch (one.do) {
		case 'register':
		case 'import': {
			const rows = one.rows.map((made) => ({
				...made,
				id: newId(),
				stands: true,
				arena: arenas[one.arena]!,
				programme: programmes[one.programme]!
			}));
			if (one.do === 'register') {
				await insert(rows);
				for (const { id, themes, obstacles } of rows) await choose(id, themes, obstacles);
			} else await insertCountedLater(rows);
			model.rows.push(...rows);
			return;
		}
		case 'correct': {
			const found = standing[one.at % Math.max(1, standing.length)];
			if (!found) return;
			Object.assign(found, { gender: one.gender, day: one.day, themes: one.themes, arena: arenas[one.arena] });
			await house.asOwner('update contact set gender = $2, happened_on = $3, arena_id = $4 where id = $1', [
				found.id,
				found.gender,
				found.day,
				found.arena
			]);
			await choose(found.id, found.themes, found.obstacles);
			return;
		}
		case 'mark': {
			const found = standing[one.at % Math.max(1, standing.length)];
			if (!found) return;
			found.isTest = one.isTest;
			await house.asOwner('update contact set is_test = $2 where id = $1', [found.id, one.isTest]);
			return;
		}
		case 'remove': {
			const found = standing[one.at % Math.max(1, standing.length)];
			if (!found) return;
			model.rows.splice(model.rows.indexOf(found), 1);
			await house.asOwner('delete from contact where id = $1', [found.id]);
			return;
		}
		case 'merge': {
			model.mergedInto[one.from] = one.into;
			await house.asOwner('update contact_theme set merged_into_code = $2 where code = $1', [one.from, one.into]);
			return;
		}
		case 'forget': {
			await house.asOwner('select report_forget_contacts($1)', [one.limit]);
			const { rows } = await house.asOwner('select id from contact');
			const left = new Set(rows.map(({ id }) => id));
			for (const forgotten of standing.filter(({ id }) => !left.has(id))) {
				expect(forgotten.day < '2024-11-23').toBe(true);
				if (forgotten.isTest) model.rows.splice(model.rows.indexOf(forgotten), 1);
				forgotten.stands = false;
			}
		}
	}
}

type Inserted = Model['rows'];
/** Rows without choices: those come after. */
async function insert(rows: Inserted): Promise<void> {
	await house.asOwner(
		`insert into contact (id, registered_at, happened_on, channel, gender, unsure_reason, hour, is_test, arena_id, programme_id)
		select id, now(), day, 'sms', gender, unsure_reason, hour, is_test, $7, $8
		from unnest($1::uuid[], $2::date[], $3::text[], $4::text[], $5::int[], $6::bool[]) t (id, day, gender, unsure_reason, hour, is_test)`,
		[...columns(rows), rows[0]!.arena, rows[0]!.programme]
	);
}

/** As an import does it, in two parts: the counts come last. It is old enough to be forgotten like any other. */
async function insertCountedLater(rows: Inserted): Promise<void> {
	const ctx = await house.ctx();
	const importId = newId();
	await ctx.db.transaction().execute(async (db) => {
		await sql`select report_count_later(${importId})`.execute(db);
		for (const part of [rows.slice(0, 2), rows.slice(2)]) {
			const values = part.map((row) => ({
				...{ id: row.id, happenedOn: row.day, channel: 'sms', gender: row.gender, unsureReason: row.unsureReason },
				...{ hour: row.hour, isTest: row.isTest, arenaId: row.arena, programmeId: row.programme },
				...{ themeCodes: row.themes.toSorted(), obstacleCodes: row.obstacles.toSorted() },
				...{ source: 'imported', importId, registeredAt: new Date('2026-01-01') }
			}));
			if (values.length > 0) await db.insertInto('contact').values(values).execute();
		}
		await sql`select report_count_import(${importId})`.execute(db);
	});
}

const columns = (rows: Inserted) => [
	rows.map(({ id }) => id),
	rows.map(({ day }) => day),
	rows.map(({ gender }) => gender),
	rows.map(({ unsureReason }) => unsureReason),
	rows.map(({ hour }) => hour),
	rows.map(({ isTest }) => isTest)
];

async function choose(id: string, themes: string[], obstacles: string[]): Promise<void> {
	await house.asOwner('update contact set theme_codes = $2, obstacle_codes = $3 where id = $1', [
		id,
		themes.toSorted(),
		obstacles.toSorted()
	]);
}

async function keptCounts(): Promise<Record<string, number>> {
	const { rows } = await house.asOwner(
		'select month::text, programme_id, arena_id, dimension, code, count from report_count where count <> 0'
	);
	return Object.fromEntries(
		rows
			.map(
				(kept) => [keyOf(kept.month, kept.programme_id, kept.arena_id, kept.dimension, kept.code), kept.count] as const
			)
			.toSorted(([a], [b]) => (a < b ? -1 : 1))
	);
}

function modelCounts({ rows, mergedInto }: Model): Record<string, number> {
	const counts = new Map<string, number>();
	for (const one of rows.filter(({ isTest }) => !isTest)) {
		for (const [dimension, code] of answersOf(one, mergedInto)) {
			const key = keyOf(`${one.day.slice(0, 7)}-01`, one.programme, one.arena, dimension, code);
			counts.set(key, (counts.get(key) ?? 0) + 1);
		}
	}
	return Object.fromEntries([...counts].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** What one contact counts as, in the words of the requirements and not of the database. */
function answersOf(one: Row, mergedInto: Record<string, string | null>): [string, string][] {
	const ending = (code: string): string => {
		const next = mergedInto[code];
		return next ? ending(next) : code;
	};
	const now = new Set(one.themes.map(ending));
	const tops = new Set([...now].map((code) => ending(parents[code] ?? code)));
	return [
		['all', ''],
		['gender', one.gender],
		['seller', 'unsure'],
		['unsureReason', one.unsureReason ?? 'none'],
		['buyer', 'unknown'],
		['initiative', 'unknown'],
		['language', 'unknown'],
		['outcome', 'unknown'],
		['channel', 'sms'],
		['weekday', String(new Date(one.day).getUTCDay() || 7)],
		['hour', one.hour === null ? 'unknown' : String(one.hour)],
		['themed', one.themes.length > 0 ? 'yes' : 'no'],
		['themeSet', one.themes.toSorted().join('+')],
		...[...now].map((code): [string, string] => ['theme', code]),
		...[...tops].map((code): [string, string] => ['themeTop', code]),
		...one.obstacles.map((code): [string, string] => ['obstacle', code])
	];
}

/** What was kept, and what stands. */
async function allPairs(a: string, b: string): Promise<Record<string, number>> {
	const { rows } = await house.asOwner(
		`select quarter::text, code_a, code_b, sum(count)::int as count from (
			select quarter, code_a, code_b, count from report_pair_count where dimension_a = $1 and dimension_b = $2
			union all
			select date_trunc('quarter', a.happened_on)::date, a.code, b.code, 1
			from report_contact_cell a join report_contact_cell b using (contact_id) where a.dimension = $1 and b.dimension = $2) t
		group by 1, 2, 3 order by 1, 2, 3`,
		[a, b]
	);
	return Object.fromEntries(rows.map((pair) => [`${pair.quarter} ${pair.code_a} ${pair.code_b}`, pair.count]));
}

function modelPairs({ rows }: Model): Record<string, number> {
	const counts: Record<string, number> = {};
	for (const one of rows.filter(({ isTest }) => !isTest)) {
		const month = Number(one.day.slice(5, 7));
		const quarter = `${one.day.slice(0, 4)}-${String(month - ((month - 1) % 3)).padStart(2, '0')}-01`;
		const key = `${quarter} ${one.gender} ${one.themes.toSorted().join('+')}`;
		counts[key] = (counts[key] ?? 0) + 1;
	}
	return counts;
}

const keyOf = (...parts: (string | null)[]) => parts.map((part) => part ?? '-').join(' ');
