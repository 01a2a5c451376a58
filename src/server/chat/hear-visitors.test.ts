// What visitors say afterwards leads to nobody (R45, R118): neither by a key, a time or an order, nor by small numbers.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testDatabase } from '../../../test/database.ts';
import { openDatabase, readClock, urlFor, type Ctx } from '../db/index.ts';
import { evaluate, suggest } from '../visitor/index.ts';
import { addUp, fewestShown } from './hear-visitors.ts';
import { answerSuggestion, countEvaluations, listSuggestions } from './index.ts';

const house = testDatabase();
let db: Ctx['db'];
beforeAll(async () => {
	db = openDatabase(urlFor(house.ownerUrl, 'lykt_visitor'), 2);
	await house.setClock('2026-11-24T12:00:00Z');
});
afterAll(() => db.destroy());

const visitor = async (): Promise<Ctx> => ({ actor: { kind: 'visitor' }, now: await readClock(db), db });
const say = async (answers: object) => expect(await evaluate(await visitor(), answers)).toEqual({ ok: true });
const kept = async () => {
	const { rows } = await house.asOwner('select answers, xmin::text as tx from chat_evaluation order by ctid');
	return rows as { answers: { helped: string }; tx: string }[];
};
const columnsOf = async (table: string) => {
	const { rows } = await house.asOwner(
		'select column_name as name from information_schema.columns where table_name = $1',
		[table]
	);
	return rows.map(({ name }: { name: string }) => name).sort();
};

describe('an evaluation', () => {
	test('is held until five have come; then they stand with month and answers, and nothing says which came first', async () => {
		for (const helped of ['1', '2', '3', '4']) await say({ helped });
		expect(await kept()).toEqual([]);
		await say({ helped: '5' });
		const first = await kept();
		expect(first.map(({ answers }) => answers.helped).sort()).toEqual(['1', '2', '3', '4', '5']);
		expect(new Set(first.map(({ tx }) => tx)).size).toBe(1); // one transaction for all
		expect((await house.asOwner('select 1 from chat_evaluation_held')).rows).toEqual([]);
		expect(await columnsOf('chat_evaluation')).toEqual(['answers', 'month']);
		expect(await columnsOf('chat_evaluation_held')).toEqual(['answers', 'month']);

		for (let round = 0; round < 9; round++) for (const helped of ['1', '2', '3', '4', '5']) await say({ helped });
		const orders = Map.groupBy(await kept(), ({ tx }) => tx)
			.values()
			.map((five) => five.map(({ answers }) => answers.helped).join(''))
			.toArray();
		expect(orders).toHaveLength(10);
		expect(orders.filter((order) => order === '12345').length).toBeLessThan(10);
	});

	test('is shown when its month is over, to who may read figures', async () => {
		const sara = await house.ctx({ roles: ['analyst'] });
		expect(await kept()).not.toEqual([]);
		expect(await countEvaluations(sara)).toEqual({ count: 0, answers: {} });
		await house.setClock('2026-12-01T12:00:00Z');
		const counted = await countEvaluations(await house.later(sara));
		expect(counted).toEqual({ count: 50, answers: { helped: { 1: 10, 2: 10, 3: 10, 4: 10, 5: 10 } } });
		await expect(countEvaluations(await visitor())).rejects.toMatchObject({ code: 'forbidden' });
	});
});

describe('small numbers', () => {
	const said = (question: string, counts: Record<string, number>) =>
		Object.entries(counts).flatMap(([answer, count]) => Array.from({ length: count }, () => ({ [question]: answer })));

	test('are hidden, and so is what would give them back', () => {
		expect(addUp(said('gender', { woman: 20, man: 9, trans: 1, other: 6 })).answers).toEqual({
			gender: { woman: 20, man: 9, trans: null, other: null }
		});
		expect(addUp(said('gender', { woman: 20, man: 2, trans: 3 })).answers).toEqual({
			gender: { woman: 20, man: null, trans: null }
		});
		expect(addUp(said('gender', { woman: 20, man: 1, trans: 1 })).answers).toEqual({}); // nothing would be left
		expect(addUp(said('safe', { yes: 5, no: 5 })).answers).toEqual({ safe: { yes: 5, no: 5 } });
		expect(addUp(said('safe', { yes: 4 })).answers).toEqual({});
	});

	test('whatever people say: what is hidden are at least two answers of at least five together', () => {
		const counts = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd', 'e'), fc.integer({ min: 1, max: 12 }));
		fc.assert(
			fc.property(counts, (each) => {
				const shown = addUp(said('q', each)).answers.q;
				if (!shown) return;
				const told = Object.values(shown).filter((count) => count !== null);
				expect(told.every((count) => count >= fewestShown)).toBe(true);
				const hidden = Object.entries(shown).filter(([, count]) => count === null);
				const people = hidden.reduce((sum, [answer]) => sum + each[answer]!, 0);
				if (hidden.length) expect(hidden.length > 1 && people >= fewestShown).toBe(true);
			})
		);
	});
});

describe('the suggestion box', () => {
	test('shows five at a time, sealed, with the month; to those who answer visitors, and to no administrator', async () => {
		await house.setClock('2026-12-02T12:00:00Z');
		const jonas = await house.ctx({ roles: ['lead'] });
		for (const text of ['kaffe', 'kveldsåpent', 'kart', 'flere språk'])
			expect(await suggest(await visitor(), text)).toEqual({ ok: true });
		expect(await listSuggestions(jonas)).toEqual([]);
		await suggest(await visitor(), 'ring ved døra');
		const shown = await listSuggestions(jonas);
		expect(shown.map(({ text }) => text).sort()).toEqual([
			'flere språk',
			'kaffe',
			'kart',
			'kveldsåpent',
			'ring ved døra'
		]);
		expect(new Set(shown.map(({ month }) => month))).toEqual(new Set(['2026-12']));
		expect(await columnsOf('chat_suggestion')).toEqual(['answer', 'answered_at', 'id', 'month', 'sealed_text']);
		const sara = await house.ctx({ roles: ['administrator'] });
		await expect(listSuggestions(sara)).rejects.toMatchObject({ code: 'forbidden' });
		expect(await answerSuggestion(sara, shown[0]!.id, 'ja')).toEqual({ ok: false, why: 'forbidden' });
		expect(await answerSuggestion(jonas, shown[0]!.id, 'Det ble kaffe.')).toEqual({ ok: true });
	});
});
