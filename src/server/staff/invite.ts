import * as v from 'valibot';
import { appendEntry } from '../audit/index.ts';
import { inTransaction, type Ctx } from '../db/index.ts';
import { roles, type Role } from '../shared/actor.ts';
import { hashPassword, hashSecret, newSecret } from '../shared/crypto.ts';
import { newId } from '../shared/ids.ts';
import { no, yes, type Outcome } from '../shared/outcome.ts';
import { minPasswordLength } from './auth.ts';
import {
	countStaff,
	deleteSetUpInvitations,
	deleteSignInFailures,
	emailIsTaken,
	findInvitation,
	findStaff,
	insertAccount,
	insertInvitation,
	insertRoles,
	markAccepted,
	replacePassword,
	type Invitation
} from './staff.db.ts';
import { may } from './staff.policy.ts';

const day = 24 * 60 * 60_000;

/** What an administrator fills in to invite a colleague. */
export const invitationInput = v.object({
	name: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(100)),
	email: v.pipe(v.string(), v.trim(), v.toLowerCase(), v.email(), v.maxLength(200)),
	roles: v.pipe(v.array(v.picklist(roles)), v.minLength(1))
});
export type InvitationInput = v.InferOutput<typeof invitationInput>;

const password = v.pipe(v.string(), v.minLength(minPasswordLength), v.maxLength(200));

/** A new password for an account that exists. */
export const passwordInput = v.object({ password });

/** What the invited person fills in. */
export const acceptanceInput = v.object({
	name: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(100)),
	email: v.pipe(v.string(), v.trim(), v.toLowerCase(), v.email(), v.maxLength(200)),
	password
});
export type AcceptanceInput = v.InferOutput<typeof acceptanceInput>;

/**
 * Makes the one-time link with which the very first account is made; earlier ones stop working.
 * @returns the link's secret, or undefined when an account exists.
 */
export async function openSetUp(ctx: Ctx): Promise<string | undefined> {
	return inTransaction(ctx, async (ctx) => {
		await deleteSetUpInvitations(ctx);
		if ((await countStaff(ctx)) > 0) return undefined;
		return issue(ctx, { kind: 'setUp', name: null, email: null, roles: ['administrator', 'lead'] }, 1 * day);
	});
}

/** Invites a colleague. @returns the link's secret, shown once: only its hash is stored. Valid for seven days. */
export async function inviteStaff(
	ctx: Ctx,
	input: InvitationInput
): Promise<Outcome<{ secret: string }, 'forbidden' | 'emailTaken'>> {
	if (!may(ctx.actor, 'staff.manage')) return no('forbidden');
	return inTransaction(ctx, async (ctx) => {
		if (await emailIsTaken(ctx, input.email)) return no('emailTaken');
		const secret = await issue(ctx, { kind: 'invite', ...input }, 7 * day);
		return yes({ secret });
	});
}

/**
 * A link with which a colleague who forgot the password, or lost the phone, chooses a new one. Valid for a day.
 * @returns the link's secret, shown once.
 */
export async function renewAccess(
	ctx: Ctx,
	userId: string
): Promise<Outcome<{ secret: string }, 'forbidden' | 'notFound'>> {
	if (!may(ctx.actor, 'staff.manage')) return no('forbidden');
	const staff = await findStaff(ctx, userId);
	if (!staff || staff.kind === 'service' || staff.disabledAt) return no('notFound');
	const { name, email } = staff;
	return inTransaction(ctx, async (ctx) =>
		yes({ secret: await issue(ctx, { kind: 'renew', name, email, roles: [] }, 1 * day) })
	);
}

/** Chooses a new password by such a link. Every session of the account ends, and its second step is off. */
export async function choosePassword(
	ctx: Ctx,
	secret: string,
	password: string
): Promise<Outcome<{ email: string }, 'gone'>> {
	const passwordHash = await hashPassword(password);
	return inTransaction(ctx, async (ctx) => {
		const invitation = await findInvitation(ctx, hashSecret(secret));
		if (invitation?.kind !== 'renew' || !invitation.email) return no('gone');
		if (!(await markAccepted(ctx, invitation.id))) return no('gone');
		const userId = await replacePassword(ctx, invitation.email, passwordHash);
		if (!userId) return no('gone');
		await deleteSignInFailures(ctx, hashSecret(invitation.email), ctx.now);
		await appendEntry(ctx, 'staff.choosePassword', 'staff', userId);
		return yes({ email: invitation.email });
	});
}

/** @returns the open invitation behind a link's secret; undefined when used, expired or unknown. */
export const readInvitation = (ctx: Ctx, secret: string): Promise<Invitation | undefined> =>
	findInvitation(ctx, hashSecret(secret));

/** Turns an invitation into an account. Works once; two people with one link cannot both get in. */
export async function acceptInvitation(
	ctx: Ctx,
	secret: string,
	input: AcceptanceInput
): Promise<Outcome<{ userId: string; kind: Invitation['kind'] }, 'gone' | 'emailTaken'>> {
	return inTransaction(ctx, async (ctx) => {
		const invitation = await findInvitation(ctx, hashSecret(secret));
		if (!invitation || invitation.kind === 'renew') return no('gone');
		if (invitation.kind === 'setUp' && (await countStaff(ctx)) > 0) return no('gone');
		if (await emailIsTaken(ctx, input.email)) return no('emailTaken');
		if (!(await markAccepted(ctx, invitation.id))) return no('gone');
		const userId = await createAccount(ctx, { ...input, roles: invitation.roles });
		return yes({ userId, kind: invitation.kind });
	});
}

/** Makes an account with a password at once; used by set-up, invitations, the command line and the demo. */
export async function createAccount(ctx: Ctx, input: AcceptanceInput & { roles: readonly Role[] }): Promise<string> {
	const id = newId();
	const { name, email } = input;
	await insertAccount(ctx, { id, accountId: newId(), name, email, passwordHash: await hashPassword(input.password) });
	await insertRoles(ctx, id, input.roles);
	await appendEntry(ctx, 'staff.create', 'staff', id);
	return id;
}

async function issue(ctx: Ctx, invitation: Omit<Invitation, 'id'>, lifeMs: number): Promise<string> {
	const secret = newSecret();
	const id = newId();
	const expiresAt = new Date(ctx.now.getTime() + lifeMs);
	await insertInvitation(ctx, { ...invitation, id, secretHash: hashSecret(secret), expiresAt });
	await appendEntry(ctx, 'staff.invite', 'invitation', id);
	return secret;
}
