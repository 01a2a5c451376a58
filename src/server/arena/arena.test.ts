import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { testDatabase } from '../../../test/database.ts';
import {
	closeArena,
	createArena,
	findArenas,
	getArena,
	listArenas,
	needsReview,
	readArena,
	reopenArena,
	reviewDueOn,
	setResponse,
	surveyArena,
	surveyInput
} from './index.ts';

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

describe('looking at a place (R8)', () => {
	const survey = {
		...({ audience: 'Mest menn i 30-åra', activity: 'busy', turnover: 'days', method: 'presence' } as const),
		...{ mayBeNamed: false, countsAds: true }
	};

	it('is due again after 180 days, counted from the day it was added or last looked at, and never when it is closed', async () => {
		await house.setClock('2026-01-10T12:00:00Z');
		const ctx = await house.ctx();
		const made = await createArena(ctx, { codeName: 'Fjæra', class: 'forum' });
		if (!made.ok) throw new Error(made.why);
		const { arena } = await getArena(ctx, made.id);
		expect(reviewDueOn(arena)).toBe('2026-07-09');
		expect([needsReview(arena, '2026-07-08'), needsReview(arena, '2026-07-09')]).toEqual([false, true]);
		await house.setClock('2026-07-20T12:00:00Z');
		const later = await house.later(ctx);
		expect(await surveyArena(later, made.id, survey)).toEqual({ ok: true });
		const seen = await getArena(later, made.id);
		expect(seen).toEqual({ arena: { ...arena, reviewedOn: '2026-07-20', countsAds: true }, survey, hasName: false });
		expect(needsReview(seen.arena, '2027-01-15')).toBe(false);
		expect(needsReview(seen.arena, '2027-01-16')).toBe(true);
		await closeArena(later, made.id);
		const [closed] = await findArenas(later, [made.id]);
		expect(needsReview(closed!, '2030-01-01')).toBe(false);
	});

	it('finds that nobody answers there, and that they do after all', async () => {
		const ctx = await house.ctx();
		const made = await createArena(ctx, { codeName: 'Skjæret', class: 'community' });
		if (!made.ok) throw new Error(made.why);
		const state = async () => (await getArena(ctx, made.id)).arena.state;
		expect(await state()).toBe('active');
		await setResponse(ctx, made.id, true);
		expect(await state()).toBe('triedWithoutResponse');
		await closeArena(ctx, made.id);
		expect(await state()).toBe('closed');
		await reopenArena(ctx, made.id);
		await setResponse(ctx, made.id, false);
		expect(await state()).toBe('active');
		await expect(setResponse(await house.ctx({ roles: ['peer'] }), made.id, true)).rejects.toThrow('forbidden');
	});

	it('reads its form: an address does not belong in the open, what is left out is not known', () => {
		const raw = { ...survey, activity: '', turnover: '', method: '' };
		expect(v.parse(surveyInput, raw)).toMatchObject({ activity: null, turnover: null, method: null });
		const issues = v.safeParse(surveyInput, { ...raw, audience: 'de fra fyret.example', activity: 'wild' }).issues;
		expect(issues?.map(({ message }) => message)).toEqual(['looksLikeAddress', 'unknown']);
	});

	it('is made of sites with ads to begin with: theirs are counted', async () => {
		const ctx = await house.ctx();
		const made = await Promise.all(
			(['escortSite', 'forum'] as const).map((kind) => createArena(ctx, { codeName: `Telle ${kind}`, class: kind }))
		);
		const counts = await Promise.all(made.map(async (one) => one.ok && (await getArena(ctx, one.id)).survey.countsAds));
		expect(counts).toEqual([true, false]);
	});
});
