import { appendEntry } from '../audit/index.ts';
import { inTransaction, type Ctx } from '../db/index.ts';
import type { Role } from '../shared/actor.ts';
import { no, yes, type Outcome } from '../shared/outcome.ts';
import {
	deleteInvitation,
	findStaff,
	replaceRoles,
	selectOpenInvitations,
	selectStaff,
	updateDisabled,
	type StaffRow
} from './staff.db.ts';
import { may } from './staff.policy.ts';

type Refusal = 'forbidden' | 'notFound' | 'self' | 'lastAdministrator';

/** All accounts, people first, in Norwegian alphabetical order. */
export const listStaff = (ctx: Ctx): Promise<StaffRow[]> => selectStaff(ctx);

/** Invitations that have not been used and not expired. */
export const listInvitations = (ctx: Ctx) => selectOpenInvitations(ctx);

/** Changes what somebody may do. Nobody changes their own roles, and one administrator always remains. */
export async function changeRoles(ctx: Ctx, userId: string, roles: Role[]): Promise<Outcome<object, Refusal>> {
	return manage(ctx, userId, roles.includes('administrator'), async (ctx) => {
		await replaceRoles(ctx, userId, roles);
		await appendEntry(ctx, 'staff.changeRoles', 'staff', userId);
	});
}

/** Closes an account (sessions end at once, tokens are revoked) or opens it again. */
export async function setDisabled(ctx: Ctx, userId: string, disabled: boolean): Promise<Outcome<object, Refusal>> {
	return manage(ctx, userId, !disabled, async (ctx) => {
		await updateDisabled(ctx, userId, disabled ? ctx.now : null);
		await appendEntry(ctx, disabled ? 'staff.disable' : 'staff.enable', 'staff', userId);
	});
}

/** Takes an unused invitation back. */
export async function withdrawInvitation(ctx: Ctx, id: string): Promise<Outcome<object, 'forbidden'>> {
	if (!may(ctx.actor, 'staff.manage')) return no('forbidden');
	await deleteInvitation(ctx, id);
	await appendEntry(ctx, 'staff.withdrawInvitation', 'invitation', id);
	return yes({});
}

async function manage(
	ctx: Ctx,
	userId: string,
	staysAdministrator: boolean,
	act: (ctx: Ctx) => Promise<void>
): Promise<Outcome<object, Refusal>> {
	if (!may(ctx.actor, 'staff.manage')) return no('forbidden');
	if (ctx.actor.kind === 'staff' && ctx.actor.id === userId) return no('self');
	return inTransaction(ctx, async (ctx) => {
		const staff = await findStaff(ctx, userId);
		if (!staff) return no('notFound');
		if (staff.roles.includes('administrator') && !staysAdministrator && (await countAdministrators(ctx)) < 2) {
			return no('lastAdministrator');
		}
		await act(ctx);
		return yes({});
	});
}

async function countAdministrators(ctx: Ctx): Promise<number> {
	const all = await selectStaff(ctx);
	return all.filter((staff) => !staff.disabledAt && staff.kind === 'person' && staff.roles.includes('administrator'))
		.length;
}
