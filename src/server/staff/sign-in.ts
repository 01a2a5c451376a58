import { inTransaction, type Ctx } from '../db/index.ts';
import { hashSecret } from '../shared/crypto.ts';
import { no, yes, type Outcome } from '../shared/outcome.ts';
import { authFor } from './auth.ts';
import { deleteSessionsOf, deleteSignInFailures, findStaff, insertSignInTry } from './staff.db.ts';

const minutes = 60_000;
const failureLimit = 10;

/** Cookies to set on the answer, as `Set-Cookie` values. */
export interface SetsCookies {
	cookies: string[];
}

/**
 * Signs in with e-mail and password. After ten wrong tries in fifteen minutes the account waits, whoever tries: no
 * network address is needed for that, and none is stored.
 * @returns `secondStep: true` when a code from the authenticator app is still needed.
 */
export async function signIn(
	ctx: Ctx,
	headers: Headers,
	{ email, password }: { email: string; password: string }
): Promise<Outcome<SetsCookies & { secondStep: boolean }, 'wrong' | 'tooMany'>> {
	const emailHash = hashSecret(email.trim().toLowerCase());
	const since = new Date(ctx.now.getTime() - 15 * minutes);
	// On record before the password is looked at: a hundred tries at once are no more than ten.
	const mayTry = await inTransaction(ctx, (ctx) => insertSignInTry(ctx, emailHash, since, failureLimit));
	if (!mayTry) return no('tooMany');
	const answer = await authFor(ctx.db).api.signInEmail({
		body: { email: email.trim().toLowerCase(), password },
		headers,
		asResponse: true
	});
	if (!answer.ok) return no('wrong');
	await deleteSignInFailures(ctx, emailHash, new Date(ctx.now.getTime() - 24 * 60 * minutes));
	const body = (await answer.json()) as { twoFactorRedirect?: boolean; user?: { id: string } };
	const staff = body.user && (await findStaff(ctx, body.user.id));
	if (staff?.disabledAt) {
		await deleteSessionsOf(ctx, staff.id);
		return no('wrong');
	}
	return yes({ cookies: answer.headers.getSetCookie(), secondStep: body.twoFactorRedirect === true });
}

/** The second step: six digits from the app, or one of the back-up codes. better-auth locks after ten wrong ones. */
export async function confirmSecondStep(
	ctx: Ctx,
	headers: Headers,
	code: string
): Promise<Outcome<SetsCookies, 'wrong'>> {
	const plain = code.replace(/\s/g, '');
	const api = authFor(ctx.db).api;
	const answer = /^\d{6}$/.test(plain)
		? await api.verifyTOTP({ body: { code: plain }, headers, asResponse: true })
		: await api.verifyBackupCode({ body: { code: plain }, headers, asResponse: true });
	return answer.ok ? yes({ cookies: answer.headers.getSetCookie() }) : no('wrong');
}

export async function signOut(ctx: Ctx, headers: Headers): Promise<SetsCookies> {
	const answer = await authFor(ctx.db).api.signOut({ headers, asResponse: true });
	return { cookies: answer.headers.getSetCookie() };
}
