import { describe, expect, it } from 'vitest';
import * as v from 'valibot';
import { testDatabase } from '../../../test/database.ts';
import { newId } from '../shared/ids.ts';
import { activityInput, type ActivityInput } from './activity.ts';
import { getActivity, listActivities, listOrganisations } from './list-activities.ts';
import { addActivity, editActivity, removeActivity } from './write-activity.ts';

const house = testDatabase();
const input = (more: Partial<ActivityInput> = {}): ActivityInput => ({
	...{ kind: 'meeting', happenedOn: '2026-11-20', organisations: ['NAV'], theme: '', hours: null },
	...{ participants: null, followUpOn: null, goals: [] },
	...more
});
const faults = (raw: object) => {
	const read = v.safeParse(activityInput, { ...input(), ...raw });
	return read.success ? [] : read.issues.map(({ message }) => message);
};

describe('what is written down', () => {
	it('names organisations, never somebody: a number or an address is refused', () => {
		expect(faults({})).toEqual([]);
		expect(faults({ organisations: ['NAV v/ 900 00 012'] })).toEqual(['looksPersonal']);
		expect(faults({ theme: 'skriv til kari@example.no' })).toEqual(['looksPersonal']);
		expect(faults({ hours: -1 })).toEqual(['notANumber']);
		expect(faults({ followUpOn: '2026-11-19' })).toEqual(['beforeMeeting']);
		expect(faults({ happenedOn: '2026-02-30' })).toEqual(['notADay']);
		expect(v.parse(activityInput, input({ organisations: [' NAV ', 'nav', '', 'PION'] })).organisations).toEqual([
			'NAV',
			'PION'
		]);
	});

	it('has happened', async () => {
		await house.setClock('2026-11-24T12:00:00Z');
		const ctx = await house.ctx();
		expect(await addActivity(ctx, input({ happenedOn: '2026-11-25' }))).toEqual({ ok: false, why: 'inFuture' });
		expect(await addActivity(ctx, input({ goals: [newId()] }))).toEqual({ ok: false, why: 'unknownGoal' });
		expect(await addActivity(await house.ctx({ roles: ['analyst'] }), input())).toEqual({
			ok: false,
			why: 'forbidden'
		});
	});
});

it('meetings and organisations are counted apart: 23 meetings with 17 organisations, one of them seven times (R95)', async () => {
	const ctx = await house.ctx();
	const others = Array.from({ length: 16 }, (_, place) => [`Tjeneste ${place + 1}`]);
	const outreach = Array.from({ length: 7 }, (_, place) => [place % 2 ? 'Uteseksjonen' : 'uteseksjonen']);
	for (const organisations of [...others, ...outreach])
		expect(await addActivity(ctx, input({ happenedOn: '2012-05-10', organisations, hours: 1.5 }))).toMatchObject({
			ok: true
		});
	await addActivity(ctx, input({ kind: 'userMeeting', happenedOn: '2012-05-11', organisations: ['Tjeneste 1'] }));
	const { sum } = await listActivities(ctx, { from: '2012-01-01', to: '2012-12-31' });
	expect(sum.byKind).toEqual([
		{ kind: 'meeting', count: 23, hours: 34.5 },
		{ kind: 'userMeeting', count: 1, hours: 0 }
	]);
	expect(sum.organisations).toHaveLength(17);
	expect(sum.organisations[0]).toEqual({ name: 'uteseksjonen', count: 7 });
});

it('can be corrected and taken away, twice without harm', async () => {
	const ctx = await house.ctx();
	const made = await addActivity(ctx, input({ organisations: ['PION'] }));
	if (!made.ok) throw new Error(made.why);
	expect(await editActivity(ctx, made.id, input({ kind: 'stand', organisations: ['Pion', 'Skeiv'] }))).toEqual({
		ok: true
	});
	expect(await getActivity(ctx, made.id)).toMatchObject({ kind: 'stand', organisations: ['PION', 'Skeiv'] });
	expect(await listOrganisations(ctx)).toContain('Skeiv');
	await removeActivity(ctx, made.id);
	await removeActivity(ctx, made.id);
	await expect(getActivity(ctx, made.id)).rejects.toThrow('notFound');
	expect(await editActivity(ctx, made.id, input())).toEqual({ ok: false, why: 'notFound' });
});
