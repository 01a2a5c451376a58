import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, it, vi } from 'vitest';
import { testDatabase } from '../../../test/database.ts';
import { ownKeyholder } from '../../../test/own-keyholder.ts';
import { newId } from '../shared/ids.ts';

const dir = ownKeyholder(); // before the vault is loaded
const { createArena, getArena, listAgreements, listArenas, makeAgreement, nameArena, readRealName, surveyArena } =
	await import('./index.ts');

const house = testDatabase();

const canary = 'Kanarifuglen Nattklubb';
const contact = 'Spør etter Papegøyen';

async function aNamedArena(codeName: string) {
	const ctx = await house.ctx();
	const made = await createArena(ctx, { codeName, class: 'sexChat' });
	if (!made.ok) throw new Error(made.why);
	expect(await nameArena(ctx, made.id, canary)).toEqual({ ok: true });
	const agreement = await makeAgreement(ctx, made.id, {
		...{ title: 'Avtalen', contact, mostPerWeek: 3, noConsequences: true, validFrom: '2026-01-01', validUntil: null }
	});
	if (!agreement.ok) throw new Error(agreement.why);
	return { ctx, id: made.id, agreementId: agreement.id };
}

it('is shown on request to those who may, and whoever asked stands in the log (R9)', async () => {
	const { ctx, id, agreementId } = await aNamedArena('Gran');
	expect(await getArena(ctx, id)).toMatchObject({ hasName: true, arena: { codeName: 'Gran' } });
	expect(await readRealName(ctx, id)).toEqual({ ok: true, name: canary, contacts: [{ agreementId, contact }] });
	const { rows } = await house.asOwner(`select action, object_id from audit_entry where actor_id = $1 order by id`, [
		ctx.actor.id
	]);
	expect(rows.at(-1)).toEqual({ action: 'arena.readName', object_id: id });
});

it('is not for peers and analysts, though they see the place; an asking that is refused opens nothing', async () => {
	const { id } = await aNamedArena('Furu');
	for (const role of ['peer', 'analyst'] as const) {
		const somebody = await house.ctx({ roles: [role] });
		expect((await listArenas(somebody)).map(({ codeName }) => codeName)).toContain('Furu');
		await expect(readRealName(somebody, id)).rejects.toThrow('forbidden');
		await expect(nameArena(somebody, id, 'annet')).rejects.toThrow('forbidden');
	}
});

it('is in no table, no file of the keyholder and no line of the log, and no read brings it along', async () => {
	const written = [vi.spyOn(console, 'log'), vi.spyOn(console, 'info'), vi.spyOn(process.stdout, 'write')];
	const { ctx, id } = await aNamedArena('Selje');
	expect(await readRealName(ctx, id)).toMatchObject({ name: canary }); // it is there, so it could be found
	const lines = JSON.stringify(written.flatMap((spy) => spy.mock.calls));
	written.forEach((spy) => spy.mockRestore());
	const { rows: tables } = await house.asOwner(
		`select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace`
	);
	const dump = await Promise.all(
		(tables as { relname: string }[]).map(({ relname }) => house.asOwner(`select t::text as line from ${relname} t`))
	);
	const database = dump.flatMap(({ rows }) => (rows as { line: string }[]).map(({ line }) => line)).join('\n');
	const keys = readdirSync(dir, { withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => readFileSync(path.join(dir, entry.name), 'latin1'));
	const reads = JSON.stringify([await listArenas(ctx), await getArena(ctx, id), await listAgreements(ctx, id)]);
	expect(database).toContain('Selje');
	for (const text of [database, lines, reads, ...keys]) {
		for (const secret of [canary, contact, 'Kanarifugl', 'Papegøye']) {
			expect(text).not.toContain(secret);
			expect(text).not.toContain(Buffer.from(secret).toString('hex'));
			expect(text).not.toContain(Buffer.from(secret).toString('base64').replace(/=+$/, ''));
		}
	}
});

it('can be another, and can be forgotten', async () => {
	const { ctx, id } = await aNamedArena('Osp');
	await nameArena(ctx, id, 'Et nytt navn');
	expect(await readRealName(ctx, id)).toMatchObject({ name: 'Et nytt navn' });
	await nameArena(ctx, id, '');
	expect(await getArena(ctx, id)).toMatchObject({ hasName: false });
	expect(await readRealName(ctx, id)).toMatchObject({ ok: true, name: '', contacts: [{ contact }] });
	const bare = await createArena(ctx, { codeName: 'Uten navn', class: 'forum' });
	expect(bare.ok && (await readRealName(ctx, bare.id))).toEqual({ ok: false, why: 'none' });
	expect(await nameArena(ctx, newId(), 'Ingen steder')).toEqual({ ok: false, why: 'notFound' });
	expect(await surveyArena(ctx, newId(), (await getArena(ctx, id)).survey)).toEqual({ ok: false, why: 'notFound' });
});
