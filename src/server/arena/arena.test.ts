import { describe, expect, it } from 'vitest';
import { testDatabase } from '../../../test/database.ts';
import { closeArena, createArena, findArenas, listArenas, readArena, reopenArena } from './index.ts';

const house = testDatabase();

describe('the form', () => {
	it('takes a code name and a class', () => {
		const read = readArena({ codeName: '  Fyret ', class: 'sexChat' });
		expect(read).toEqual({ ok: true, input: { codeName: 'Fyret', class: 'sexChat' } });
	});

	it('refuses what looks like the address of the site (R9)', () => {
		const at = (codeName: string) => readArena({ codeName, class: 'forum' });
		expect(at('St. Hans')).toMatchObject({ ok: true });
		for (const name of ['fyret.no', 'https://fyret', 'www.fyret', 'chat.fyret.example/rom']) {
			expect(at(name)).toEqual({ ok: false, issues: { codeName: 'codeNameLooksLikeAddress' } });
		}
	});

	it('says what is missing, field by field', () => {
		expect(readArena({ codeName: ' ', class: 'moon' })).toEqual({
			ok: false,
			issues: { codeName: 'codeNameMissing', class: 'classMissing' }
		});
		expect(readArena({})).toEqual({ ok: false, issues: { codeName: 'codeNameMissing', class: 'classMissing' } });
		expect(readArena({ codeName: 'a'.repeat(61), class: 'forum' })).toMatchObject({
			issues: { codeName: 'codeNameTooLong' }
		});
	});
});

describe('the life of an arena', () => {
	it('stands under its class, in Norwegian order', async () => {
		const ctx = await house.ctx();
		for (const codeName of ['Åsen', 'Ærfuglen', 'Bua']) await createArena(ctx, { codeName, class: 'forum' });
		await createArena(ctx, { codeName: 'Zoom', class: 'ownChat' });
		expect((await listArenas(ctx)).map(({ codeName }) => codeName)).toEqual(['Zoom', 'Bua', 'Ærfuglen', 'Åsen']);
	});

	it('has a code name of its own', async () => {
		const ctx = await house.ctx();
		expect(await createArena(ctx, { codeName: 'Tårnet', class: 'datingApp' })).toMatchObject({ ok: true });
		expect(await createArena(ctx, { codeName: 'Tårnet', class: 'forum' })).toEqual({ ok: false, why: 'codeNameTaken' });
	});

	it('keeps its history when it is closed, and can be opened again', async () => {
		const ctx = await house.ctx();
		const made = await createArena(ctx, { codeName: 'Brygga', class: 'community' });
		if (!made.ok) throw new Error(made.why);
		await closeArena(ctx, made.id);
		await closeArena({ ...ctx, now: new Date('2030-01-01') }, made.id); // changes nothing
		expect(await findArenas(ctx, [made.id])).toMatchObject([{ codeName: 'Brygga', closedAt: ctx.now }]);
		await reopenArena(ctx, made.id);
		expect(await findArenas(ctx, [made.id])).toMatchObject([{ closedAt: null }]);
	});

	it('is logged by id, never by name', async () => {
		const ctx = await house.ctx();
		const made = await createArena(ctx, { codeName: 'Molo', class: 'forum' });
		if (!made.ok) throw new Error(made.why);
		await closeArena(ctx, made.id);
		const { rows } = await house.asOwner('select * from audit_entry where actor_id = $1 order by id', [ctx.actor.id]);
		expect(rows.map((row) => [row.action, row.object_id])).toEqual([
			['arena.create', made.id],
			['arena.close', made.id]
		]);
		expect(JSON.stringify(rows)).not.toContain('Molo');
	});

	it('is made by advisers and leads; others only read', async () => {
		const peer = await house.ctx({ roles: ['peer'] });
		expect(await listArenas(peer)).not.toEqual([]);
		await expect(createArena(peer, { codeName: 'Nytt', class: 'forum' })).rejects.toThrow('forbidden');
		await expect(closeArena(peer, '00000000-0000-7000-8000-000000000000')).rejects.toThrow('forbidden');
		await expect(listArenas(await house.ctx({ roles: ['administrator'] }))).rejects.toThrow('forbidden');
	});
});
