import type { Ctx } from '../db/index.ts';
import { no, yes, type Outcome } from '../shared/outcome.ts';
import { authFor } from './auth.ts';
import type { SetsCookies } from './sign-in.ts';

/**
 * Begins the second sign-in step: a secret for the authenticator app (as `otpauth:` address) and ten back-up codes,
 * shown once. It counts only after `confirmTwoStep`.
 */
export async function beginTwoStep(
	ctx: Ctx,
	headers: Headers,
	password: string
): Promise<Outcome<{ totpUri: string; backupCodes: string[] }, 'wrong'>> {
	const answer = await authFor(ctx.db).api.enableTwoFactor({ body: { password }, headers, asResponse: true });
	if (!answer.ok) return no('wrong');
	const body = (await answer.json()) as { totpURI: string; backupCodes: string[] };
	return yes({ totpUri: body.totpURI, backupCodes: body.backupCodes });
}

/** Turns the second step on when the app shows the right code. */
export async function confirmTwoStep(ctx: Ctx, headers: Headers, code: string): Promise<Outcome<SetsCookies, 'wrong'>> {
	const body = { code: code.replace(/\s/g, '') };
	const answer = await authFor(ctx.db).api.verifyTOTP({ body, headers, asResponse: true });
	return answer.ok ? yes({ cookies: answer.headers.getSetCookie() }) : no('wrong');
}

/** Turns it off again; asks for the password so that an unlocked screen is not enough. */
export async function endTwoStep(ctx: Ctx, headers: Headers, password: string): Promise<Outcome<SetsCookies, 'wrong'>> {
	const answer = await authFor(ctx.db).api.disableTwoFactor({ body: { password }, headers, asResponse: true });
	return answer.ok ? yes({ cookies: answer.headers.getSetCookie() }) : no('wrong');
}
