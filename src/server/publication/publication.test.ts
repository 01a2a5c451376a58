import { describe, expect, test } from 'vitest';
import { testDatabase } from '../../../test/database.ts';
import { load2013 } from '../../demo-2013.ts';
import { registerContacts } from '#contact';
import type { ReportDocument } from './document.ts';
import { hashOf } from './freeze-publication.ts';
import {
	addSection,
	createPublication,
	freezePublication,
	getFrozen,
	getPublication,
	listPublications,
	moveSection,
	readMaterial,
	removePublication,
	removeSection,
	renamePublication,
	saveSection,
	type Material,
	type NewSection
} from './index.ts';
import { canonical } from './publication.ts';

const house = testDatabase();
const section = (heading: string, ...figures: NewSection['figures']): NewSection => ({
	...{ heading, figures, body: `Om ${heading}.`, note: '', isInternal: false, quotes: [] }
});
const input = (view: 'internal' | 'public') => ({
	...{ year: 2012, title: 'Årsrapport 2012', programmeId: null, view, language: 'nb' as const }
});
const compose = async (_: unknown, sections: readonly { heading: string }[]): Promise<ReportDocument> => ({
	...{ title: 'Årsrapport 2012', subtitle: '2012', service: 'Lanternen', language: 'nb', warnings: [] },
	words: { figure: 'Figur', table: 'Tabell', contents: 'Innhold', page: 'side' },
	blocks: sections.map(({ heading }) => ({ kind: 'heading', level: 2, text: heading }))
});
const lead = () => house.ctx({ roles: ['lead'] });
const ofKind = <K extends Material['kind']>(material: Material[], kind: K, code?: string) =>
	material.find((one) => one.kind === kind && (!code || one.code === code)) as Extract<Material, { kind: K }>;
const told = (material: Material[], code: string) =>
	ofKind(material, 'figure', code).figure.cells.map(({ code, count, percent }) => [code, count, percent]);

describe('the report of 2013, rebuilt', () => {
	test('inside: 342/1/6/5, 97 %, 71 → 20 %, 169 → 48 %, 293/34/27 → 83/10/8 %, and a rising line', async () => {
		await house.setClock('2026-11-23T12:00:00Z');
		expect(await load2013(await house.systemCtx())).toMatchObject({ ok: true });
		const material = await readMaterial(await lead(), input('internal'), [
			'gender',
			'target-group',
			'arenas',
			'per-presence'
		]);
		expect(told(material, 'gender')).toEqual([
			['man', 342, 97],
			['woman', 6, 2],
			['trans', 1, 0],
			['other', 0, 0],
			['notStated', 5, 1]
		]);
		expect(told(material, 'target-group').slice(0, 2)).toEqual([
			['no', 169, 48],
			['yes', 71, 20]
		]);
		expect(told(material, 'arenas')).toEqual([
			['sexChat', 293, 83],
			['community', 34, 10],
			['ownChat', 27, 8]
		]);
		const { fit } = ofKind(material, 'figure', 'per-presence').figure;
		expect(fit!.end).toBeGreaterThan(fit!.start);
		expect(fit!.firstMean).toBeCloseTo(2.5, 1);
		expect(fit!.lastMean).toBeCloseTo(3.5, 1);
		expect(fit!.lastSpread).toBeLessThan(fit!.firstSpread);
	});

	test('inside: +74, +140, +133, +143, +618, +125 and +123 %', async () => {
		const { cells } = ofKind(await readMaterial(await lead(), input('internal'), ['users']), 'users');
		expect(cells.map(({ change }) => change)).toEqual([74, 140, 133, 143, 618, 125, 123]);
		expect(cells.map(({ before, after }) => [before, after])).toContainEqual([4, 9]);
	});

	test('outside: 342 · 6 · 6, a dash for 4 → 9, and nationalities 6, 5, 5, 5 and 12', async () => {
		const material = await readMaterial(await lead(), input('public'), ['gender', 'users', 'nationalities']);
		expect(told(material, 'gender').map(([, count]) => count)).toEqual([342, 6, 6]);
		const social = ofKind(material, 'users').cells.find(({ row, column }) => row === 'social' && column === 'users')!;
		expect(social).toEqual({ row: 'social', column: 'users', label: null, before: null, after: 9 });
		expect(ofKind(material, 'users').cells.map(({ change }) => change)).toEqual([
			74,
			140,
			133,
			143,
			618,
			undefined,
			123
		]);
		const list = ofKind(material, 'list');
		expect([list.total, list.rows.map(({ count }) => count)]).toEqual([33, [6, 5, 5, 5, 12]]);
	});

	test('outside: meetings and evenings with nobody are told, two tests are not', async () => {
		const material = await readMaterial(await lead(), input('public'), ['meetings', 'offers', 'goals']);
		expect(ofKind(material, 'meetings')).toMatchObject({ organisations: 17 });
		expect(ofKind(material, 'meetings').kinds).toContainEqual({ kind: 'meeting', count: 23 });
		const numbers = canonical(ofKind(material, 'figure', 'offers'));
		expect(numbers).toContain('Åpen kveldsklinikk 2012');
		expect(numbers).not.toMatch(/"(?:count|value|total)":2\b/);
		expect(ofKind(material, 'goals').goals.find(({ letter }) => letter === 'g')).toMatchObject({
			reached: 23,
			target: 20
		});
	});
});

describe('a year report', () => {
	test('is written section by section, and the order is kept', async () => {
		const ctx = await lead();
		const { id } = await createPublication(ctx, input('internal'), [
			section('Hvem', 'gender'),
			section('Hvor', 'arenas')
		]);
		await addSection(ctx, id, section('Mål', 'goals'));
		const read = async () => (await getPublication(ctx, id)).sections;
		const [first, second] = await read();
		await moveSection(ctx, id, second!.id, 'up');
		await moveSection(ctx, id, second!.id, 'up'); // it is first already
		await saveSection(ctx, id, { ...first!, heading: 'Hvem vi møtte' });
		expect((await read()).map(({ heading }) => heading)).toEqual(['Hvor', 'Hvem vi møtte', 'Mål']);
		await removeSection(ctx, id, second!.id);
		expect((await read()).map(({ heading }) => heading)).toEqual(['Hvem vi møtte', 'Mål']);
		expect(await removePublication(ctx, id)).toEqual({ ok: true });
		await expect(getPublication(ctx, id)).rejects.toThrow('notFound');
	});

	test('gets another title; what was frozen keeps the one it had', async () => {
		const ctx = await lead();
		const { id } = await createPublication(ctx, input('internal'), [section('Hvem', 'gender')]);
		await freezePublication(ctx, id, (publication, sections) =>
			compose(publication, sections).then((document) => ({ ...document, title: publication.title }))
		);
		await renamePublication(ctx, id, 'Ti år på nett');
		expect((await getPublication(ctx, id)).title).toBe('Ti år på nett');
		expect((await getFrozen(ctx, id, 1)).document.title).toBe('Årsrapport 2012');
		expect(() => renamePublication({ ...ctx, actor: { kind: 'visitor' } }, id, 'x')).toThrow('forbidden');
		await expect(renamePublication(ctx, 'x', 'x')).rejects.toThrow('notFound');
	});

	test('is for leads and analysts, and frozen by a lead', async () => {
		const analyst = await house.ctx({ roles: ['analyst'] });
		const { id } = await createPublication(analyst, input('internal'), [section('Hvem', 'gender')]);
		expect(() => freezePublication(analyst, id, compose)).toThrow('forbidden');
		await expect(listPublications(await house.ctx({ roles: ['adviser'] }))).rejects.toThrow('forbidden');
		expect(() => createPublication({ ...analyst, actor: { kind: 'visitor' } }, input('public'), [])).toThrow(
			'forbidden'
		);
		expect(await freezePublication(await lead(), id, compose)).toMatchObject({ ok: true, version: 1 });
	});

	test('is frozen with values that stay, whatever is registered afterwards, and is not thrown away then', async () => {
		const ctx = await lead();
		const { id } = await createPublication(ctx, input('internal'), [section('Hvem', 'gender', 'users')]);
		const first = await freezePublication(ctx, id, compose);
		const again = await freezePublication(ctx, id, compose);
		expect(first.ok && again.ok && first.hash === again.hash).toBe(true);
		await registerContacts(ctx, [{ happenedOn: '2012-05-05', gender: 'woman' }]);
		const later = await freezePublication(ctx, id, compose);
		expect(later.ok && first.ok && later.hash !== first.hash).toBe(true);
		const { material, hash } = await getFrozen(ctx, id, 1);
		expect(told(material, 'gender')[1]).toEqual(['woman', 6, 2]);
		// From the database back to the same hash: bit for bit what was frozen.
		expect(hashOf(material).toString('hex')).toBe(hash);
		expect(await removePublication(ctx, id)).toEqual({ ok: false, why: 'isFrozen' });
		await expect(ctx.db.deleteFrom('publicationFrozen').execute()).rejects.toThrow('permission denied');
		await expect(ctx.db.updateTable('publicationFrozen').set({ version: 9 }).execute()).rejects.toThrow(
			'permission denied'
		);
		await house.asOwner(`delete from contact where source <> 'synthetic'`);
	});

	test('tells outside the same numbers in every copy, whatever is registered between them', async () => {
		const ctx = await lead();
		const freeze = async () =>
			freezePublication(ctx, (await createPublication(ctx, input('public'), [section('Hvem', 'gender')])).id, compose);
		const before = await freeze();
		await registerContacts(ctx, [{ happenedOn: '2012-05-05', gender: 'man' }]);
		const after = await freeze();
		expect(before.ok && after.ok && before.hash === after.hash).toBe(true);
		await house.asOwner(`delete from contact where source <> 'synthetic'`);
	});

	test('is stopped outside when numbers from elsewhere differ by one to four from what was published', async () => {
		const ctx = await lead();
		const make = async () => (await createPublication(ctx, input('public'), [section('Hvor fra', 'nationalities')])).id;
		const changeBy = (few: number) =>
			house.asOwner(
				`update aggregate_value set value = value + $1 where row_code = 'NO'
				and series_id = (select id from aggregate_series where code = 'nationalities')`,
				[few]
			);
		expect(await freezePublication(ctx, await make(), compose)).toMatchObject({ ok: true });
		expect(await freezePublication(ctx, await make(), compose)).toMatchObject({ ok: true });
		await changeBy(3);
		expect(await freezePublication(ctx, await make(), compose)).toEqual({
			ok: false,
			why: 'differs',
			codes: ['nationalities']
		});
		await changeBy(3);
		expect(await freezePublication(ctx, await make(), compose)).toMatchObject({ ok: true });
		await changeBy(-6);
	});

	test('with no section is not frozen, and one that is not there is not found', async () => {
		const ctx = await lead();
		const { id } = await createPublication(ctx, input('internal'), []);
		expect(await freezePublication(ctx, id, compose)).toEqual({ ok: false, why: 'empty' });
		await expect(getFrozen(ctx, id, 1)).rejects.toThrow('notFound');
		await expect(getPublication(ctx, 'x')).rejects.toThrow('notFound');
	});
});
