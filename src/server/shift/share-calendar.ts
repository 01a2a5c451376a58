import { appendEntry } from '../audit/index.ts';
import { inTransaction, type Ctx } from '../db/index.ts';
import type { StaffActor } from '../shared/actor.ts';
import { hashSecret, newSecret } from '../shared/crypto.ts';
import { no, yes, type Outcome } from '../shared/outcome.ts';
import { listStaff, may } from '../staff/index.ts';
import { listMyShifts } from './list-plan.ts';
import { deleteCalendar, findCalendarDate, findCalendarOwner, upsertCalendar } from './notice.db.ts';
import type { PlanShift } from './plan.ts';

/**
 * Makes the address by which my telephone fetches my own shifts, and nothing else. Whoever has the secret can read it, so
 * it is long, shown once, kept as a hash, and a new one ends the old.
 */
export async function makeCalendarAddress(ctx: Ctx): Promise<Outcome<{ secret: string }, 'forbidden'>> {
	const me = whoHasShifts(ctx);
	if (!me) return no('forbidden');
	const secret = newSecret();
	await inTransaction(ctx, async (ctx) => {
		await upsertCalendar(ctx, me.id, hashSecret(secret));
		await appendEntry(ctx, 'shift.makeCalendar', 'staff', me.id);
	});
	return yes({ secret });
}

/** The address ends at once; what a telephone has fetched already stays there. */
export async function endCalendarAddress(ctx: Ctx): Promise<void> {
	const me = whoHasShifts(ctx);
	if (!me) return;
	await inTransaction(ctx, async (ctx) => {
		await deleteCalendar(ctx, me.id);
		await appendEntry(ctx, 'shift.endCalendar', 'staff', me.id);
	});
}

/** Since when I have had an address. */
export async function findCalendarAddress(ctx: Ctx): Promise<Date | undefined> {
	const me = whoHasShifts(ctx);
	return me && findCalendarDate(ctx, me.id);
}

/** The shifts that an address stands for, with no session: undefined for one that is not in use. */
export async function listShiftsOfAddress(ctx: Ctx, secret: string): Promise<PlanShift[] | undefined> {
	const id = await findCalendarOwner(ctx, hashSecret(secret));
	const owner = id && (await listStaff(ctx)).find((person) => person.id === id);
	if (!owner) return undefined;
	const actor: StaffActor = { kind: 'staff', id: owner.id, name: owner.name, roles: owner.roles, isService: false };
	return may(actor, 'shift.signUp') ? listMyShifts({ ...ctx, actor }) : undefined;
}

const whoHasShifts = ({ actor }: Ctx): StaffActor | undefined =>
	actor.kind === 'staff' && !actor.isService && may(actor, 'shift.signUp') ? actor : undefined;
