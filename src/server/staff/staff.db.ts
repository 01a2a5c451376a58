import { sql } from 'kysely';
import type { Ctx } from '../db/index.ts';
import { isRole, type Role, type StaffActor } from '../shared/actor.ts';

/** One account with its roles; `disabledAt` set means that it may no longer act. */
export interface StaffRow {
	id: string;
	name: string;
	email: string;
	kind: 'person' | 'service';
	roles: Role[];
	twoStep: boolean;
	disabledAt: Date | null;
}

const withRoles = (ctx: Pick<Ctx, 'db'>) =>
	ctx.db
		.selectFrom('staffUser')
		.leftJoin('staffRole', 'staffRole.userId', 'staffUser.id')
		.select(['staffUser.id', 'name', 'email', 'kind', 'twoFactorEnabled', 'disabledAt'])
		.select(sql<string[]>`coalesce(array_agg(role order by role) filter (where role is not null), '{}')`.as('roles'))
		.groupBy('staffUser.id');

type Found = Awaited<ReturnType<ReturnType<typeof withRoles>['executeTakeFirstOrThrow']>>;

const toRow = (found: Found): StaffRow => ({
	id: found.id,
	name: found.name,
	email: found.email,
	kind: found.kind === 'service' ? 'service' : 'person',
	roles: found.roles.filter(isRole),
	twoStep: found.twoFactorEnabled,
	disabledAt: found.disabledAt
});

export async function findStaff(ctx: Pick<Ctx, 'db'>, id: string): Promise<StaffRow | undefined> {
	const found = await withRoles(ctx).where('staffUser.id', '=', id).executeTakeFirst();
	return found && toRow(found);
}

export async function selectStaff(ctx: Ctx): Promise<StaffRow[]> {
	const found = await withRoles(ctx)
		.orderBy('kind')
		.orderBy(sql`name collate "nb-x-icu"`)
		.execute();
	return found.map(toRow);
}

export async function countStaff(ctx: Pick<Ctx, 'db'>): Promise<number> {
	const { count } = await ctx.db
		.selectFrom('staffUser')
		.select((e) => e.fn.countAll<number>().as('count'))
		.where('kind', '=', 'person')
		.executeTakeFirstOrThrow();
	return count;
}

/** How many people and service accounts there are. */
export async function countAccounts(ctx: Pick<Ctx, 'db'>): Promise<{ staff: number; services: number }> {
	const { rows } = await sql<{ staff: number; services: number }>`
		select count(*) filter (where kind = 'person')::int as staff, count(*) filter (where kind = 'service')::int as services
		from staff_user where disabled_at is null`.execute(ctx.db);
	return rows[0]!;
}

/** @returns the acting service account of a token that is in use; undefined for an unknown or revoked one. */
export async function findByToken(ctx: Pick<Ctx, 'db'>, secretHash: Buffer): Promise<StaffActor | undefined> {
	const found = await withRoles(ctx)
		.innerJoin('staffToken', 'staffToken.userId', 'staffUser.id')
		.where('secretHash', '=', secretHash)
		.where('revokedAt', 'is', null)
		.where('disabledAt', 'is', null)
		.executeTakeFirst();
	return found && { kind: 'staff', id: found.id, name: found.name, roles: found.roles.filter(isRole), isService: true };
}

export async function insertService(
	ctx: Ctx,
	service: { id: string; name: string; roles: Role[]; tokenId: string; secretHash: Buffer }
) {
	await ctx.db
		.insertInto('staffUser')
		.values({ id: service.id, name: service.name, email: `${service.id}@service.invalid`, kind: 'service' })
		.execute();
	await insertRoles(ctx, service.id, service.roles);
	await ctx.db
		.insertInto('staffToken')
		.values({ id: service.tokenId, userId: service.id, secretHash: service.secretHash, createdAt: ctx.now })
		.execute();
}

/** An account that signs in with a password: the person and, as better-auth keeps it, the credential. */
export async function insertAccount(
	ctx: Ctx,
	account: { id: string; accountId: string; name: string; email: string; passwordHash: string }
): Promise<void> {
	const { id, accountId, name, email, passwordHash } = account;
	await ctx.db.insertInto('staffUser').values({ id, name, email, emailVerified: true }).execute();
	await ctx.db
		.insertInto('staffAccount')
		.values({ id: accountId, userId: id, accountId: id, providerId: 'credential', password: passwordHash })
		.execute();
}

export async function deleteSession(ctx: Pick<Ctx, 'db'>, id: string): Promise<void> {
	await ctx.db.deleteFrom('staffSession').where('id', '=', id).execute();
}

export async function deleteSessionsOf(ctx: Pick<Ctx, 'db'>, userId: string): Promise<void> {
	await ctx.db.deleteFrom('staffSession').where('userId', '=', userId).execute();
}

export async function insertRoles(ctx: Ctx, userId: string, roles: readonly Role[]): Promise<void> {
	const grantedBy = ctx.actor.kind === 'staff' ? ctx.actor.id : null;
	await ctx.db
		.insertInto('staffRole')
		.values(roles.map((role) => ({ userId, role, grantedBy, grantedAt: ctx.now })))
		.execute();
}

export async function replaceRoles(ctx: Ctx, userId: string, roles: readonly Role[]): Promise<void> {
	await ctx.db.deleteFrom('staffRole').where('userId', '=', userId).execute();
	if (roles.length) await insertRoles(ctx, userId, roles);
}

export async function updateDisabled(ctx: Ctx, userId: string, disabledAt: Date | null): Promise<void> {
	await ctx.db.updateTable('staffUser').set({ disabledAt }).where('id', '=', userId).execute();
	await deleteSessionsOf(ctx, userId);
	if (disabledAt)
		await ctx.db.updateTable('staffToken').set({ revokedAt: ctx.now }).where('userId', '=', userId).execute();
}

export interface Invitation {
	id: string;
	/** The first account; a colleague's account; a new password for an account that exists. */
	kind: 'setUp' | 'invite' | 'renew';
	name: string | null;
	email: string | null;
	roles: Role[];
}

export async function insertInvitation(
	ctx: Ctx,
	invitation: Invitation & { secretHash: Buffer; expiresAt: Date }
): Promise<void> {
	const { id, kind, name, email, roles, secretHash, expiresAt } = invitation;
	const createdBy = ctx.actor.kind === 'staff' ? ctx.actor.id : null;
	await ctx.db
		.insertInto('staffInvitation')
		.values({ id, kind, name, email, roles, secretHash, createdBy, createdAt: ctx.now, expiresAt })
		.execute();
}

/** Links for the first account are good for one start only. */
export async function deleteSetUpInvitations(ctx: Ctx): Promise<void> {
	await ctx.db.deleteFrom('staffInvitation').where('kind', '=', 'setUp').execute();
}

export async function findInvitation(ctx: Ctx, secretHash: Buffer): Promise<Invitation | undefined> {
	const found = await ctx.db
		.selectFrom('staffInvitation')
		.select(['id', 'kind', 'name', 'email', 'roles'])
		.where('secretHash', '=', secretHash)
		.where('acceptedAt', 'is', null)
		.where('expiresAt', '>', ctx.now)
		.executeTakeFirst();
	return found && { ...pickInvitation(found), roles: found.roles.filter(isRole) };
}

const pickInvitation = (found: { id: string; kind: string; name: string | null; email: string | null }) => ({
	id: found.id,
	kind: found.kind as Invitation['kind'],
	name: found.name,
	email: found.email
});

export async function selectOpenInvitations(ctx: Ctx) {
	return ctx.db
		.selectFrom('staffInvitation')
		.select(['id', 'name', 'email', 'roles', 'expiresAt'])
		.where('kind', '=', 'invite')
		.where('acceptedAt', 'is', null)
		.where('expiresAt', '>', ctx.now)
		.orderBy('createdAt')
		.execute();
}

/**
 * A new password for an account: every session ends, and the second step is off, because the phone may be what was lost.
 * @returns the account's id, or undefined when there is none any more.
 */
export async function replacePassword(ctx: Ctx, email: string, passwordHash: string): Promise<string | undefined> {
	const user = await ctx.db
		.updateTable('staffUser')
		.set({ twoFactorEnabled: false })
		.where('email', '=', email)
		.where('disabledAt', 'is', null)
		.returning('id')
		.executeTakeFirst();
	if (!user) return undefined;
	await ctx.db.updateTable('staffAccount').set({ password: passwordHash }).where('userId', '=', user.id).execute();
	await ctx.db.deleteFrom('staffTwoFactor').where('userId', '=', user.id).execute();
	await ctx.db.deleteFrom('staffSession').where('userId', '=', user.id).execute();
	return user.id;
}

export async function deleteInvitation(ctx: Ctx, id: string): Promise<void> {
	await ctx.db.deleteFrom('staffInvitation').where('id', '=', id).where('acceptedAt', 'is', null).execute();
}

/** @returns false when somebody else used the link first. */
export async function markAccepted(ctx: Ctx, id: string): Promise<boolean> {
	const done = await ctx.db
		.updateTable('staffInvitation')
		.set({ acceptedAt: ctx.now })
		.where('id', '=', id)
		.where('acceptedAt', 'is', null)
		.executeTakeFirst();
	return done.numUpdatedRows === 1n;
}

export async function emailIsTaken(ctx: Ctx, email: string): Promise<boolean> {
	const row = await ctx.db.selectFrom('staffUser').select('id').where('email', '=', email).executeTakeFirst();
	return row !== undefined;
}

/** Puts a try on record as failed until it succeeds; one at a time per address. @returns false at the limit. */
export async function insertSignInTry(ctx: Ctx, emailHash: Buffer, since: Date, limit: number): Promise<boolean> {
	await sql`select pg_advisory_xact_lock(74003, hashtext(encode(${emailHash}::bytea, 'hex')))`.execute(ctx.db);
	const { rows } = await sql`
		insert into staff_signin_failure (email_hash, at) select ${emailHash}::bytea, ${ctx.now}::timestamptz
		where (select count(*) from staff_signin_failure where email_hash = ${emailHash}::bytea and at > ${since}) < ${limit}
		returning 1`.execute(ctx.db);
	return rows.length === 1;
}

export async function deleteSignInFailures(ctx: Ctx, emailHash: Buffer, before: Date): Promise<void> {
	await ctx.db
		.deleteFrom('staffSigninFailure')
		.where((e) => e.or([e('emailHash', '=', emailHash), e('at', '<', before)]))
		.execute();
}
