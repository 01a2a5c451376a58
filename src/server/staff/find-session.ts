import type { Ctx } from '../db/index.ts';
import type { StaffActor } from '../shared/actor.ts';
import { machineNow } from '../shared/clock.ts';
import { hashSecret } from '../shared/crypto.ts';
import { authFor } from './auth.ts';
import { deleteSession, findByToken, findStaff } from './staff.db.ts';

const longestMs = 10 * 60 * 60_000;

export interface Session {
	me: StaffActor;
	email: string;
	twoStep: boolean;
	cookies: string[];
}

/**
 * Who is behind a request's session cookie. A session ends after 30 minutes without a request (better-auth) and 10
 * hours after sign-in at the latest. Sessions live on the machine's clock, also where the installation's clock is moved.
 * @param options.isPeek looks without counting as a request: a page that is open by itself keeps nobody signed in.
 */
export async function findSession(
	db: Ctx['db'],
	headers: Headers,
	{ isPeek = false }: { isPeek?: boolean } = {}
): Promise<Session | undefined> {
	const query = { disableRefresh: isPeek };
	const { response, headers: answer } = await authFor(db).api.getSession({ headers, query, returnHeaders: true });
	if (!response) return undefined;
	const age = machineNow().getTime() - new Date(response.session.createdAt).getTime();
	if (age > longestMs) {
		await deleteSession({ db }, response.session.id);
		return undefined;
	}
	const staff = await findStaff({ db }, response.user.id);
	if (!staff || staff.disabledAt) return undefined;
	return {
		me: { kind: 'staff', id: staff.id, name: staff.name, roles: staff.roles, isService: false },
		email: staff.email,
		twoStep: staff.twoStep,
		cookies: answer.getSetCookie()
	};
}

/** Who is behind an API token; undefined for none, an unknown or a revoked one. */
export async function findBearer(db: Ctx['db'], authorization: string | null): Promise<StaffActor | undefined> {
	const secret = /^Bearer (\S{20,200})$/.exec(authorization ?? '')?.[1];
	return secret ? findByToken({ db }, hashSecret(secret)) : undefined;
}
