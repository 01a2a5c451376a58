import { afterEach, describe, expect, it } from 'vitest';
import { testDatabase } from '../../../test/database.ts';
import { createArena } from '../arena/index.ts';
import { registerContacts } from '../contact/index.ts';
import type { Ctx } from '../db/index.ts';
import { open } from '../vault/index.ts';
import { bringFile, keyOf } from './bring-file.ts';
import { checkFile, getIntake, listFaults } from './check-file.ts';
import { forgetDrafts, intakeTasks } from './intake.tasks.ts';
import { discardIntake, mapColumns, mapWords } from './map-file.ts';
import { runImport, startImport, undoImport } from './run-import.ts';

const house = testDatabase();
const bytes = (text: string) => new TextEncoder().encode(text);
const lead = () => house.ctx({ roles: ['lead'] });

async function brought(ctx: Ctx, text: string | Uint8Array, name = 'før.csv'): Promise<string> {
	const result = await bringFile(ctx, typeof text === 'string' ? bytes(text) : text, name);
	if (!result.ok) throw new Error(result.why);
	return result.id;
}
async function imported(ctx: Ctx, text: string): Promise<string> {
	const id = await brought(ctx, text);
	expect(await startImport(ctx, id)).toEqual({ ok: true });
	await runImport(await house.systemCtx(), id);
	return id;
}
const check = async (ctx: Ctx, id: string) => checkFile(ctx, (await getIntake(ctx, id)).intake);
const contacts = async (): Promise<number> =>
	(await house.asOwner('select count(*)::int as n from contact')).rows[0].n as number;
const rollups = async (): Promise<string[]> =>
	(
		await house.asOwner(
			`select concat_ws(' ', month, dimension, code, count) as line from report_count where count <> 0 order by 1`
		)
	).rows.map(({ line }: { line: string }) => line);
const counted = async (dimension: string, code: string): Promise<number> =>
	(
		await house.asOwner(
			`select coalesce(sum(count), 0)::int as n from report_count where dimension = $1 and code = $2`,
			[dimension, code]
		)
	).rows[0].n as number;

afterEach(async () => {
	await house.asOwner('delete from contact');
	await house.asOwner('delete from intake_import');
});

const three = 'Dato;Kjønn;Tema;Navn\n14.3.2012;mann;helse, rus;Kari\n15.3.2012;kvinne;;Ola\n16.4.2012;;smitte;\n';

describe('a file', () => {
	it('waits sealed, with its columns guessed; a column that nobody asked for is not read', async () => {
		const ctx = await lead();
		const id = await brought(ctx, three);
		const { intake, sample } = await getIntake(ctx, id);
		expect(intake).toMatchObject({ columns: ['happenedOn', 'gender', 'themes', ''], lineCount: 3, state: 'draft' });
		expect(sample[0]).toEqual(['14.3.2012', 'mann', 'helse, rus', 'Kari']);
		const { rows } = await house.asOwner('select sealed from intake_part');
		expect(rows).toHaveLength(1);
		expect((rows[0].sealed as Buffer).includes('Kari')).toBe(false);
	});

	it.each([
		['', 'empty'],
		['Dato;Kjønn\n', 'onlyHeading'],
		['%PDF-1.7', 'unreadable']
	])('that holds nothing to import is refused: %j', async (text, why) => {
		expect(await bringFile(await lead(), bytes(text), 'x.csv')).toEqual({ ok: false, why });
		expect((await house.asOwner('select from intake_import')).rowCount).toBe(0);
	});

	it('is read in the encoding it has', async () => {
		const ctx = await lead();
		const old = new Uint8Array(Buffer.from('Dag;Kjønn\r\n14.3.2012;mann\r\n', 'latin1'));
		expect((await getIntake(ctx, await brought(ctx, old))).intake.columns).toEqual(['happenedOn', 'gender']);
	});

	it('is the lead’s to bring', async () => {
		for (const roles of [['adviser'], ['peer'], ['analyst'], ['administrator']] as const)
			expect(await bringFile(await house.ctx({ roles: [...roles] }), bytes(three), 'x.csv')).toEqual({
				ok: false,
				why: 'forbidden'
			});
	});
});

describe('a try without a trace', () => {
	it('says what would come in, and writes nothing', async () => {
		const ctx = await lead();
		const id = await brought(ctx, three);
		expect(await check(ctx, id)).toMatchObject({ good: 3, faulty: 0, firstDay: '2012-03-14', lastDay: '2012-04-16' });
		expect(await contacts()).toBe(0);
	});

	it('asks for the meaning of a word once, however many lines have it, and counts them', async () => {
		const ctx = await lead();
		const id = await brought(ctx, 'Dato;Kjønn\n1.3.2012;gutt\n2.3.2012;Gutt\n3.3.2012;mann\n');
		const before = await check(ctx, id);
		expect(before).toMatchObject({ good: 1, faulty: 2, unknown: [{ field: 'gender', word: 'gutt', lines: 2 }] });
		await mapWords(ctx, id, [
			{ field: 'gender', word: 'Gutt', code: 'man' },
			{ field: 'gender', word: 'jente', code: 'nothingLikeIt' },
			{ field: 'happenedOn', word: 'x', code: 'man' }
		]);
		expect(await check(ctx, id)).toMatchObject({ good: 3, faulty: 0, unknown: [] });
		expect((await getIntake(ctx, id)).intake.words).toEqual({ gender: { gutt: 'man' } });
	});

	it('says when contacts of the same months are there already', async () => {
		const ctx = await lead();
		const first = await imported(ctx, three);
		const again = await check(ctx, await brought(ctx, three, 'samme.csv'));
		expect(again).toMatchObject({ standing: 3, overlapping: [{ id: first, fileName: 'før.csv' }] });
	});

	it('gives every fault with the line it stands on in the file', async () => {
		const ctx = await lead();
		const id = await brought(ctx, 'Dato;Kjønn\n\n1.3.2012;mann\ni går;"en\nto"\n');
		expect(await listFaults(ctx, id)).toEqual([
			{ line: 4, field: 'happenedOn', column: 'Dato', value: 'i går', why: 'badDay' },
			{ line: 4, field: 'gender', column: 'Kjønn', value: 'en\nto', why: 'unknownWord' }
		]);
	});

	it('is not made while no column is the day', async () => {
		const ctx = await lead();
		const id = await brought(ctx, 'A;B\nmann;x\n');
		expect(await check(ctx, id)).toBeUndefined();
		expect(await mapColumns(ctx, id, ['gender', ''])).toEqual({ ok: false, why: 'dayColumn' });
		expect(await startImport(ctx, id)).toEqual({ ok: false, why: 'hasFaults' });
	});
});

describe('an import', () => {
	it('brings every line, counts them, and leaves neither rows nor key of the file', async () => {
		const ctx = await lead();
		const id = await imported(ctx, three);
		expect((await getIntake(ctx, id)).intake).toMatchObject({
			state: 'done',
			contactCount: 3,
			firstDay: '2012-03-14',
			lastDay: '2012-04-16',
			linesDone: 3
		});
		expect(await counted('all', '')).toBe(3);
		expect(await counted('themeTop', 'health')).toBe(2);
		expect(await counted('theme', 'infection')).toBe(1);
		const sealed = (await house.asOwner('select sealed from intake_part')).rows;
		expect(sealed).toEqual([]);
		await intakeTasks['intake.destroyKey'](ctx, { importId: id });
		await expect(open(keyOf(id), [Buffer.alloc(60)])).rejects.toMatchObject({ code: 'keyDestroyed' });
	});

	it('counts the same as registering the same contacts', async () => {
		const ctx = await lead();
		await registerContacts(ctx, [
			{ happenedOn: '2012-03-14', gender: 'man', themes: ['health', 'substances'] },
			{ happenedOn: '2012-03-15', gender: 'woman' }
		]);
		const registered = await rollups();
		await house.asOwner('delete from contact');
		await imported(ctx, 'Dato;Kjønn;Tema\n14.3.2012;mann;helse, rus\n15.3.2012;kvinne;\n');
		expect(await rollups()).toEqual(registered);
	});

	it('with one line wrong among a hundred thousand is none at all', { timeout: 180_000 }, async () => {
		const ctx = await lead();
		const lines = Array.from({ length: 100_000 }, (_, place) => `${(place % 28) + 1}.3.2012;mann`);
		const id = await brought(ctx, `Dato;Kjønn\n${lines.with(61_000, '30.2.2012;mann').join('\n')}\n`);
		expect(await startImport(ctx, id)).toEqual({ ok: false, why: 'hasFaults' });
		expect((await getIntake(ctx, id)).intake.state).toBe('draft');
		expect(await contacts()).toBe(0);
	});

	it('leaves nothing when a line can no longer be read in the middle of it, and says so', async () => {
		const ctx = await lead();
		const arena = await createArena(ctx, { codeName: 'Side M', class: 'escortSite' });
		if (!arena.ok) throw new Error('no arena');
		const lines = Array.from({ length: 7000 }, () => `14.3.2012;mann;`);
		const id = await brought(ctx, `Dato;Kjønn;Sted\n${lines.with(6000, '14.3.2012;mann;Side M').join('\n')}\n`);
		expect(await startImport(ctx, id)).toEqual({ ok: true });
		await house.asOwner(`update arena set closed_at = '2011-01-01' where code_name = 'Side M'`);
		await runImport(await house.systemCtx(), id);
		expect(await contacts()).toBe(0);
		expect(await rollups()).toEqual([]);
		expect((await getIntake(ctx, id)).intake).toMatchObject({ state: 'draft', fault: 'linesChanged', linesDone: 0 });
		await house.asOwner(`update arena set closed_at = null where code_name = 'Side M'`);
		expect(await startImport(ctx, id)).toEqual({ ok: true });
		await runImport(await house.systemCtx(), id);
		expect(await contacts()).toBe(7000);
	});

	it('run twice, also at once, brings every line once', async () => {
		const ctx = await lead();
		const id = await brought(ctx, three);
		await startImport(ctx, id);
		const system = await house.systemCtx();
		await Promise.all([runImport(system, id), runImport(system, id)]);
		await runImport(system, id);
		expect(await contacts()).toBe(3);
	});

	it('is undone whole, with what it counted, and nothing else is', async () => {
		const ctx = await lead();
		await registerContacts(ctx, [{ happenedOn: '2012-03-14', gender: 'man', themes: ['health'] }]);
		const before = await rollups();
		const id = await imported(ctx, three);
		expect(await contacts()).toBe(4);
		expect(await undoImport(ctx, id)).toEqual({ ok: true, contacts: 3 });
		expect(await contacts()).toBe(1);
		expect(await rollups()).toEqual(before);
		expect(await undoImport(ctx, id)).toEqual({ ok: false, why: 'notDone' });
	});

	it('stays for thirty days whatever the age of its contacts; then it can no longer be undone', async () => {
		await house.setClock('2026-11-23T10:00:00Z');
		const ctx = await lead();
		const id = await imported(ctx, three);
		const forget = () =>
			house.asOwner('select report_forget_contacts(1000) as n').then(({ rows }) => rows[0].n as number);
		expect(await forget()).toBe(0);
		await house.setClock('2026-12-24T10:00:00Z');
		expect(await undoImport(await house.later(ctx), id)).toEqual({ ok: false, why: 'tooLate' });
		expect(await forget()).toBe(3);
		expect(await counted('all', '')).toBe(3);
		await house.asOwner('truncate report_count, report_pair_count');
	});
});

describe('a draft', () => {
	it('is thrown away with its rows', async () => {
		const ctx = await lead();
		const id = await brought(ctx, three);
		expect(await discardIntake(ctx, id)).toEqual({ ok: true });
		expect((await house.asOwner('select from intake_part')).rowCount).toBe(0);
		await expect(getIntake(ctx, id)).rejects.toMatchObject({ code: 'notFound' });
	});

	it('that nobody went on with is gone after a day; a finished import stays on the list', async () => {
		await house.setClock('2026-11-23T10:00:00Z');
		const ctx = await lead();
		const done = await imported(ctx, three);
		const id = await brought(ctx, three);
		await house.setClock('2026-11-24T09:00:00Z');
		await forgetDrafts(await house.systemCtx());
		expect((await getIntake(ctx, id)).intake.id).toBe(id);
		await house.setClock('2026-11-24T10:01:00Z');
		await forgetDrafts(await house.systemCtx());
		await expect(getIntake(ctx, id)).rejects.toMatchObject({ code: 'notFound' });
		expect((await getIntake(ctx, done)).intake.state).toBe('done');
	});
});
