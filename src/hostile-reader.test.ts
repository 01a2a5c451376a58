// Somebody with nothing but what is told outside, who asks for everything, adds, subtracts, and comes back later.
import { beforeEach, describe, expect, it, test } from 'vitest';
import { testDatabase } from '../test/database.ts';
import { readerOf, type Known } from '../test/linear.ts';
import { load2013 } from './demo-2013.ts';
import { GET } from './routes/api/v1/figures/[name]/+server.ts';
import { mergeTheme, registerContacts } from './server/contact/index.ts';
import type { Ctx } from './server/db/index.ts';
import { createPublication, freezePublication, readMaterial } from './server/publication/index.ts';
import { ask, readQuestion, type Answer, type Dimension } from './server/question/index.ts';
import {
	describeTold,
	divideYear,
	figureNames,
	listFigures,
	type Division,
	type Figure
} from './server/report/index.ts';

const house = testDatabase();
const today = '2026-11-23';
const year = { from: '2012-01-01', to: '2012-12-31' };
const quarters = [
	['2012-01-01', '2012-03-31'],
	['2012-04-01', '2012-06-30'],
	['2012-07-01', '2012-09-30'],
	['2012-10-01', '2012-12-31']
].map(([from, to]) => ({ from: from!, to: to! }));
const classes = ['sexChat', 'community', 'ownChat', 'forum'] as const;
const dimensions: Dimension[] = [
	...(['gender', 'seller', 'initiative', 'language', 'outcome', 'weekday', 'themeTop', 'obstacle'] as const),
	...(['arenaClass', 'programme', 'quarter'] as const)
];

const peer = () => house.ctx({ roles: ['peer'] });
const lead = () => house.ctx({ roles: ['lead'] });

beforeEach(async () => {
	await house.setClock('2026-11-23T12:00:00Z');
	await load2013(await house.systemCtx());
	await house.asOwner('truncate report_told, report_division, report_told_part');
});

async function questions(ctx: Ctx): Promise<Answer[]> {
	const answers: Answer[] = [];
	for (const rows of dimensions)
		for (const columns of [undefined, ...dimensions]) {
			const asked = { view: 'public', period: 'months', from: '2012-01', to: '2012-12', rows, columns };
			const read = readQuestion(asked, today);
			if (read.ok) answers.push(await ask(ctx, read.question));
		}
	return answers;
}

async function figures(ctx: Ctx): Promise<Figure[]> {
	const { rows: programmes } = await house.asOwner('select id from programme');
	const queries = [
		year,
		...quarters,
		...classes.map((arenaClass) => ({ ...year, arenaClass })),
		...programmes.map(({ id }: { id: string }) => ({ ...year, programmeId: id }))
	];
	const all: Figure[] = [];
	for (const query of queries) all.push(...(await listFigures(ctx, { ...query, view: 'public' })));
	return all;
}

async function api(ctx: Ctx): Promise<unknown[]> {
	const all: unknown[] = [];
	for (const name of figureNames)
		for (const { from, to } of [year, ...quarters]) {
			const url = new URL(`http://localhost/api/v1/figures/${name}?view=public&from=${from}&to=${to}`);
			all.push(await (await GET({ locals: { ctx }, params: { name }, url } as never)).json());
		}
	return all;
}

const everything = async (ctx: Ctx) => JSON.stringify([await figures(ctx), await questions(ctx), await api(ctx)]);

describe.each(['quarter', 'arenaClass', 'seller', 'gender', 'programme'] satisfies Division[])(
	'with the year of 2012 divided by %s',
	(division) => {
		it('no answer holds a number from 1 to 4, by whichever door', async () => {
			expect(await divideYear(await lead(), '2012', division)).toEqual({ ok: true });
			const text = await everything(await peer());
			expect(text).toMatch(/"count":342\b/);
			const counts = [...text.matchAll(/"(?:count|total|before)":(\d+)/gu)].map(([, count]) => Number(count));
			expect(counts.filter((count) => count > 0 && count < 5)).toEqual([]);
			const cells = [...text.matchAll(/"cells":\[((?:\d+|null)(?:,(?:\d+|null))*)\]/gu)].flatMap(([, list]) =>
				list!.split(',')
			);
			expect(cells.filter((count) => ['1', '2', '3', '4'].includes(count))).toEqual([]);
		});
	}
);

type Answered = 'gender' | 'seller' | 'arenaClass' | 'quarter' | 'initiative';
interface Kind extends Record<Answered, string> {
	count: number;
}

describe.each([
	['quarter', 'gender', 'seller'],
	['arenaClass', 'gender', 'seller'],
	['seller', 'gender', 'arenaClass'],
	['gender', 'quarter', 'seller']
] satisfies [Division, Answered, Answered][])('divided by %s, with %s and %s', (division, one, other) => {
	it('every small number has three possible values or more for a reader with all tables and a linear solver', async () => {
		await divideYear(await lead(), '2012', division);
		const kinds = await contactsBy([division, one, other] as Answered[]);
		const known = knownFrom(await questions(await peer()), kinds);
		expect(known.length).toBeGreaterThan(5);
		const read = readerOf(kinds.length, known);
		const places = kinds.map((kind, place) => ({ ...kind, place }));
		const looked: number[] = [];
		for (const keys of [
			[division, one],
			[division, other],
			[one, other],
			[division, one, other]
		] as Answered[][]) {
			for (const same of Map.groupBy(places, (kind) => keys.map((key) => kind[key]).join()).values()) {
				const count = same.reduce((sum, kind) => sum + kind.count, 0);
				if (count === 0 || count > 4) continue;
				const { least, most } = read(same.map(({ place }) => place));
				expect(most - least).toBeGreaterThanOrEqual(2);
				looked.push(count);
			}
		}
		expect(looked.length).toBeGreaterThan(0);
	});
});

describe('who comes back later', () => {
	it('hears the same after one more contact, a correction of themes and the forgetting of rows', async () => {
		await divideYear(await lead(), '2012', 'arenaClass');
		const before = await everything(await peer());
		const registered = await registerContacts(await lead(), [
			{ happenedOn: '2012-05-05', gender: 'woman', seller: 'yes', language: 'so', themes: ['law'] }
		]);
		expect(registered.ok).toBe(true);
		expect(await everything(await peer())).toBe(before);
		expect(await mergeTheme(await lead(), 'boundaries', 'experiences')).toMatchObject({ ok: true });
		expect(await everything(await peer())).toBe(before);
		expect(await describeTold(await lead(), '2012')).toMatchObject({ hasChanged: true });
		await house.asOwner('select report_forget_contacts(10000)');
		expect(await everything(await peer())).toBe(before);
		await house.asOwner(`update contact_theme set merged_into_code = null`);
	});

	it('finds in a frozen report, in its next copy and in a question the same number of each', async () => {
		const ctx = await lead();
		const publication = { year: 2012, title: 'x', programmeId: null, view: 'public' as const, language: 'nb' as const };
		const freeze = async () => {
			const sections = [{ heading: 'x', body: '', note: '', isInternal: false, figures: [...figureNames], quotes: [] }];
			const { id } = await createPublication(ctx, publication, sections);
			return freezePublication(ctx, id, async () => ({
				...{ title: '', subtitle: '', service: '', language: 'nb', warnings: [], blocks: [] },
				words: { figure: '', table: '', contents: '', page: '' }
			}));
		};
		const first = await freeze();
		await registerContacts(ctx, [{ happenedOn: '2012-06-06', gender: 'trans' }]);
		const second = await freeze();
		expect(first.ok && second.ok && first.hash === second.hash).toBe(true);
		const [material] = await readMaterial(ctx, publication, ['gender']);
		const [answer] = await questions(await peer());
		expect(material).toMatchObject({
			figure: { total: answer!.total, cells: answer!.rows.map(({ count }) => ({ count })) }
		});
	});
});

test('a second way of dividing is refused at every door: beside the first it would tell more than either alone', async () => {
	await divideYear(await lead(), '2012', 'arenaClass');
	const ctx = await peer();
	expect(await listFigures(ctx, { ...year, view: 'public', arenaClass: 'sexChat' }, ['gender'])).toHaveLength(1);
	expect(await listFigures(ctx, { ...quarters[0]!, view: 'public' })).toEqual([]);
	const url = new URL('http://localhost/api/v1/figures/gender?view=public&from=2012-01-01&to=2012-03-31');
	expect((await GET({ locals: { ctx }, params: { name: 'gender' }, url } as never)).status).toBe(422);
	const pairs = (await questions(ctx)).filter(({ question, rows }) => question.columns && rows.length > 0);
	expect(pairs.length).toBeGreaterThan(5);
	expect(pairs.every(({ question }) => [question.rows, question.columns].includes('arenaClass'))).toBe(true);
});

/** Every combination of three answers, also those that nobody gave: the reader cannot know which they are. */
async function contactsBy(keys: Answered[]): Promise<Kind[]> {
	const { rows } = await house.asOwner(
		`select gender, seller, initiative, coalesce(class, 'none') as "arenaClass",
			date_trunc('quarter', happened_on)::date::text as quarter, count(*)::int
		from contact left join arena on arena.id = arena_id
		where not is_test and happened_on between '2012-01-01' and '2012-12-31' group by 1, 2, 3, 4, 5`
	);
	const all = rows as Kind[];
	const codes = keys.map((key) => [
		...new Set([...all.map((row) => row[key]), ...(key === 'gender' ? ['other'] : [])])
	]);
	return codes[0]!.flatMap((a) =>
		codes[1]!.flatMap((b) =>
			codes[2]!.map((c) => {
				const kind = { [keys[0]!]: a, [keys[1]!]: b, [keys[2]!]: c } as Record<Answered, string>;
				const count = all
					.filter((row) => keys.every((key) => row[key] === kind[key]))
					.reduce((n, row) => n + row.count, 0);
				return { ...kind, count };
			})
		)
	);
}

/** What all answers together say of these kinds; a hidden number is taken to be somebody where that is true of all in its table. */
function knownFrom(answers: readonly Answer[], kinds: readonly Kind[]): Known[] {
	const known: Known[] = [];
	for (const { question, rows, columns, total } of answers) {
		const [a, b] = [question.rows as Answered, question.columns as Answered | null];
		if (!(a in kinds[0]!) || (b !== null && !(b in kinds[0]!))) continue;
		const where = (inRow: readonly string[], inColumn?: readonly string[]) =>
			kinds.flatMap((kind, place) =>
				inRow.includes(kind[a]) && (!inColumn || inColumn.includes(kind[b!])) ? [place] : []
			);
		if (total !== null) known.push({ cells: kinds.map((_, place) => place), sum: total });
		for (const row of rows) if (row.count !== null) known.push({ cells: where(row.codes), sum: row.count });
		const inside = rows.flatMap((row) =>
			columns.map(({ codes }, column) => ({
				cells: where(row.codes, codes),
				count: row.cells![column]!
			}))
		);
		known.push(...inside.flatMap(({ cells, count }) => (count === null ? [] : [{ cells, sum: count }])));
		const hidden = inside.filter(({ count }) => count === null);
		const sizeOf = (cells: readonly number[]) => cells.reduce((sum, place) => sum + kinds[place]!.count, 0);
		if (hidden.every(({ cells }) => sizeOf(cells) > 0)) {
			known.push(...hidden.map(({ cells }) => ({ cells, sum: 1, isAtLeast: true })));
		}
	}
	return known;
}
