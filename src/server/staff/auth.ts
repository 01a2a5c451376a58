import { betterAuth } from 'better-auth';
import { twoFactor } from 'better-auth/plugins';
import { config } from '../config/index.ts';
import type { Ctx } from '../db/index.ts';
import { hashPassword, verifyPassword } from '../shared/crypto.ts';
import { newId } from '../shared/ids.ts';

const idleSeconds = 30 * 60;

/**
 * better-auth, used as a library: none of its own routes are mounted, our form actions call it. Its models carry our
 * names (`staff_*`), passwords are Argon2id, and neither address nor browser of a colleague is stored.
 */
function createAuth(db: Ctx['db']) {
	const { staffOrigin, signInSecret } = config();
	return betterAuth({
		database: { db, type: 'postgres', transaction: true },
		secret: signInSecret,
		baseURL: staffOrigin,
		trustedOrigins: [staffOrigin],
		telemetry: { enabled: false },
		logger: { disabled: true },
		rateLimit: { enabled: false }, // by address of the network; ours counts by account, see sign-in.ts
		emailAndPassword: {
			enabled: true,
			disableSignUp: true,
			minPasswordLength: minPasswordLength,
			maxPasswordLength: 200,
			password: { hash: hashPassword, verify: ({ password, hash }) => verifyPassword(password, hash) }
		},
		user: { modelName: 'staffUser' },
		account: { modelName: 'staffAccount' },
		verification: { modelName: 'staffVerification' },
		session: { modelName: 'staffSession', expiresIn: idleSeconds, updateAge: 60 },
		databaseHooks: {
			session: {
				create: { before: (session) => Promise.resolve({ data: { ...session, userAgent: null, ipAddress: null } }) }
			}
		},
		advanced: {
			database: { generateId: newId },
			cookiePrefix: 'lykt',
			ipAddress: { disableIpTracking: true },
			useSecureCookies: staffOrigin.startsWith('https:'),
			defaultCookieAttributes: { sameSite: 'lax', httpOnly: true }
		},
		plugins: [twoFactor({ issuer: 'Lykt', twoFactorTable: 'staffTwoFactor', trustDeviceMaxAge: 1 })]
	});
}

export const minPasswordLength = 12;

export type Auth = ReturnType<typeof createAuth>;
const instances = new WeakMap<object, Auth>();

/** The sign-in library on this connection; made once per pool. */
export function authFor(db: Ctx['db']): Auth {
	const known = instances.get(db);
	if (known) return known;
	const auth = createAuth(db);
	instances.set(db, auth);
	return auth;
}
