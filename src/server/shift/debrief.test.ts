import { beforeEach, expect, test } from 'vitest';
import { testDatabase, type House } from '../../../test/database.ts';
import { answerDebrief, beginDuty, endDuty, isDebriefDue, readDebriefs } from './index.ts';

const house = testDatabase();
type Person = Awaited<ReturnType<House['ctx']>>;
let jonas: Person;
let kari: Person;
beforeEach(async () => {
	for (const table of ['shift_duty', 'shift_debrief']) await house.asOwner(`delete from ${table}`);
	await house.setClock('2026-11-23T08:00:00Z');
	jonas = await house.ctx({ name: 'Jonas', roles: ['lead'] });
	kari = await house.ctx({ name: 'Kari' });
});
const at = async (ctx: Person, iso: string): Promise<Person> => {
	await house.setClock(iso);
	return house.later(ctx);
};
async function aShift(ctx: Person, iso: string, hasTalked: boolean): Promise<void> {
	await beginDuty(await at(ctx, iso), 2);
	const after = await at(ctx, iso.replace('T08', 'T09'));
	await endDuty(after);
	await answerDebrief(after, hasTalked);
}

test('after a shift one is asked, once; a no and a yes leave the same trace with the person: none', async () => {
	expect(await isDebriefDue(kari)).toBe(false);
	await beginDuty(kari, 2);
	expect(await isDebriefDue(kari)).toBe(false);
	const later = await at(kari, '2026-11-23T09:00:00Z');
	await beginDuty(later, 3); // a new end is the same shift
	expect(await isDebriefDue(later)).toBe(false);
	const after = await at(kari, '2026-11-23T13:00:00Z'); // nobody said that it was over
	expect(await isDebriefDue(after)).toBe(true);
	expect(await isDebriefDue(jonas)).toBe(false);
	await answerDebrief(after, true);
	await answerDebrief(after, true);
	expect(await isDebriefDue(after)).toBe(false);
	expect((await house.asOwner('select held from shift_debrief')).rows).toEqual([{ held: 1 }]);
	const { rows: kept } = await house.asOwner('select distinct is_asked from shift_duty where user_id = $1', [
		kari.actor.id
	]);
	expect(kept).toEqual([{ is_asked: true }]);
	const { rows: log } = await house.asOwner(`select action from audit_entry where action ilike '%debrief%'`);
	expect(log).toEqual([]);
});

test('the next day nobody is asked any more', async () => {
	await beginDuty(kari, 1);
	expect(await isDebriefDue(await at(kari, '2026-11-23T20:00:00Z'))).toBe(true);
	expect(await isDebriefDue(await at(kari, '2026-11-23T21:30:00Z'))).toBe(false);
});

test('the lead sees how many of all shifts ended with a talk, of three months, and nothing below five', async () => {
	await aShift(kari, '2026-08-20T08:00:00Z', true); // too long ago
	for (const [day, hasTalked] of [
		['2026-09-02', true],
		['2026-10-08', false],
		['2026-11-16', true],
		['2026-11-17', false]
	] as const)
		await aShift(kari, `${day}T08:00:00Z`, hasTalked);
	expect(await readDebriefs(await house.later(jonas))).toBeUndefined();
	await aShift(jonas, '2026-11-18T08:00:00Z', true);
	expect(await readDebriefs(await house.later(jonas))).toEqual({ ended: 5, held: 3 });
	await expect(readDebriefs(kari)).rejects.toMatchObject({ code: 'forbidden' });
});
