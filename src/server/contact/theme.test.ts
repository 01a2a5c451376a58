import { describe, expect, it } from 'vitest';
import { testDatabase } from '../../../test/database.ts';
import { getContact, listContacts, registerContacts } from './index.ts';
import {
	addTheme,
	listThemes,
	listThemesInUse,
	markHeavy,
	mergeTheme,
	renameTheme,
	retireObstacle,
	retireTheme
} from './keep-themes.ts';
import { areHeavy, followMerges, isOffered, makeCode, mergeChoices } from './theme.ts';

const house = testDatabase();
const leadCtx = () => house.ctx({ roles: ['lead'] });
const words = (labelNb: string, labelEn = '') => ({ labelNb, labelEn });

describe('the code of a new theme', () => {
	it('comes of its first name, and is never one that is taken', () => {
		expect(makeCode('Hjelp til bolig', [])).toBe('hjelpTilBolig');
		expect(makeCode('Hjelp til bolig', ['hjelpTilBolig'])).toBe('hjelpTilBolig2');
		expect(makeCode('Ære, økonomi & Ålesund', [])).toBe('aereOkonomiAlesund');
		expect(makeCode('18 år', [])).toBe('theme18Ar');
		expect(makeCode('Психология', [])).toBe('theme');
		expect(makeCode('a'.repeat(60), [])).toHaveLength(36);
	});
});

describe('the list of themes', () => {
	it('has two levels, and no third', async () => {
		const ctx = await leadCtx();
		const health = (await listThemes(ctx)).filter(({ parentCode }) => parentCode === 'health');
		expect(health.map(({ code }) => code)).toEqual([
			'infection',
			'hivAndOral',
			'whereToTest',
			'doctorRefuses',
			'saferSex'
		]);
		expect(await addTheme(ctx, words('Vaksine'), 'health')).toEqual({ ok: true, code: 'vaksine' });
		expect(await addTheme(ctx, words('Kikhoste'), 'vaksine')).toEqual({ ok: false, why: 'notFound' });
		await expect(
			house.asOwner(`insert into contact_theme (code, parent_code, position) values ('third', 'vaksine', 1)`)
		).rejects.toThrow('two levels');
	});

	it('is the lead’s to change, and everybody’s to read', async () => {
		const ctx = await house.ctx({ roles: ['adviser'] });
		expect(await listThemes(ctx)).not.toHaveLength(0);
		expect(await addTheme(ctx, words('Bolig'), null)).toEqual({ ok: false, why: 'forbidden' });
		expect(await mergeTheme(ctx, 'law', 'economy')).toEqual({ ok: false, why: 'forbidden' });
		await expect(listThemesInUse(ctx)).rejects.toThrow('forbidden');
	});

	it('can call a theme something else without touching what was chosen', async () => {
		const ctx = await leadCtx();
		const id = await registered('residence');
		expect(await renameTheme(ctx, 'residence', words('Opphold', 'Residence'))).toMatchObject({ ok: true });
		expect(await renameTheme(ctx, 'law', words('opphold'))).toEqual({ ok: false, why: 'nameTaken' });
		expect(await renameTheme(ctx, 'nothing', words('X'))).toEqual({ ok: false, why: 'notFound' });
		expect(await getContact(ctx, id)).toMatchObject({ themes: ['residence'] });
	});

	it('retires a theme out of the form; what it counted stays, and it can come back', async () => {
		const ctx = await leadCtx();
		const id = await registered('quitting');
		await retireTheme(ctx, 'quitting', true);
		expect(await offered()).not.toContain('quitting');
		expect(await getContact(ctx, id)).toMatchObject({ themes: ['quitting'] });
		await retireTheme(ctx, 'quitting', false);
		expect(await offered()).toContain('quitting');
		await retireTheme(ctx, 'noIssue', true);
		expect(await offered()).not.toContain('seeksPartner');
		await retireTheme(ctx, 'noIssue', false);
	});
});

describe('a theme that is heavy to hear (R107)', () => {
	it('is heavy with those below it, from the start for violence, trafficking and suicide, and the lead may change it', async () => {
		const ctx = await leadCtx();
		const heavy = async (...codes: string[]) => areHeavy(codes, await listThemes(ctx));
		for (const code of ['violence', 'trafficking', 'sexualViolence', 'minorInDanger', 'suicide'])
			expect(await heavy('health', code)).toBe(true);
		for (const code of ['health', 'mentalHealth', 'praise']) expect(await heavy(code)).toBe(false);
		expect(await heavy()).toBe(false);

		expect(await markHeavy(await house.ctx({ roles: ['adviser'] }), 'health', true)).toEqual({
			ok: false,
			why: 'forbidden'
		});
		expect(await markHeavy(ctx, 'nothing', true)).toEqual({ ok: false, why: 'notFound' });
		expect(await markHeavy(ctx, 'health', true)).toMatchObject({ ok: true });
		expect(await heavy('infection')).toBe(true);
		await markHeavy(ctx, 'health', false);
		expect(await heavy('infection')).toBe(false);
	});
});

describe('a merge', () => {
	it('changes no choice; the list and every count follow it, twice over, and undoing it gives the old ones back', async () => {
		const ctx = await leadCtx();
		const ids = [await registered('violence'), await registered('trafficking'), await registered('law')];
		const found = async (theme: string) =>
			(await listContacts(ctx, { theme })).contacts.map(({ id }) => id).filter((id) => ids.includes(id)).length;
		expect(await found('law')).toBe(1);
		expect(await mergeTheme(ctx, 'violence', 'trafficking')).toMatchObject({ ok: true });
		expect(await mergeTheme(ctx, 'trafficking', 'law')).toMatchObject({ ok: true });
		expect(await found('law')).toBe(3);
		expect(followMerges('violence', await listThemes(ctx))).toBe('law');
		expect(await getContact(ctx, ids[0]!)).toMatchObject({ themes: ['violence'] });
		expect(await offered()).not.toContain('violence');
		expect(await mergeTheme(ctx, 'trafficking', null)).toMatchObject({ ok: true });
		expect(await found('law')).toBe(1);
		expect(await found('trafficking')).toBe(2);
		await mergeTheme(ctx, 'violence', null);
		expect(await found('violence')).toBe(1);
		expect(await offered()).toContain('violence');
	});

	it('never goes round, never changes level, and never leads to a theme that is out of use', async () => {
		const ctx = await leadCtx();
		expect(await mergeTheme(ctx, 'praise', 'criticism')).toMatchObject({ ok: true });
		for (const into of ['praise', 'criticism', 'infection', 'nothing'])
			expect(
				await mergeTheme(ctx, into === 'praise' ? 'criticism' : 'praise', into === 'criticism' ? 'praise' : into)
			).toEqual({
				ok: false,
				why: 'cannotMerge'
			});
		const themes = await listThemes(ctx);
		const criticism = themes.find(({ code }) => code === 'criticism')!;
		expect(mergeChoices(criticism, themes).map(({ code }) => code)).not.toContain('praise');
		await expect(
			house.asOwner(`update contact_theme set merged_into_code = 'praise' where code = 'criticism'`)
		).rejects.toThrow('must end');
		await expect(
			house.asOwner(`update contact_theme set merged_into_code = 'health' where code = 'infection'`)
		).rejects.toThrow('own level');
		await mergeTheme(ctx, 'praise', null);
	});

	it('of two who merge towards each other at once, one is refused', async () => {
		const ctx = await leadCtx();
		const both = await Promise.all([
			mergeTheme(ctx, 'economy', 'substances'),
			mergeTheme(ctx, 'substances', 'economy')
		]);
		expect(both.map(({ ok }) => ok).sort()).toEqual([false, true]);
		await mergeTheme(ctx, 'economy', null);
		await mergeTheme(ctx, 'substances', null);
	});

	it('takes the themes below along to the new one', async () => {
		const ctx = await leadCtx();
		const id = await registered('infection');
		await mergeTheme(ctx, 'health', 'sexuality');
		const { contacts } = await listContacts(ctx, { theme: 'sexuality' });
		expect(contacts.map((contact) => contact.id)).toContain(id);
		await mergeTheme(ctx, 'health', null);
	});
});

it('an obstacle can be taken out of the form and put back; nothing can be written there', async () => {
	const ctx = await leadCtx();
	expect(await retireObstacle(ctx, 'cost', true)).toEqual({ ok: true });
	expect(await retireObstacle(ctx, 'Dr. Hansen', true)).toEqual({ ok: false, why: 'notFound' });
	expect(await retireObstacle(ctx, 'cost', false)).toEqual({ ok: true });
	const { rows } = await house.asOwner(
		`select column_name from information_schema.columns where table_name like 'contact_obstacle%' order by 1`
	);
	expect(rows.map((row) => row.column_name)).toEqual([...['code', 'position', 'retired_at']]);
});

async function offered(): Promise<string[]> {
	const themes = await listThemes(await leadCtx());
	return themes.filter((theme) => isOffered(theme, themes)).map(({ code }) => code);
}

async function registered(...themes: string[]): Promise<string> {
	const done = await registerContacts(await house.ctx(), [{ themes }]);
	if (!done.ok) throw new Error(JSON.stringify(done.issues));
	return done.ids[0]!;
}
