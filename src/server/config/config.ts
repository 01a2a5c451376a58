import path from 'node:path';
import * as v from 'valibot';
import { LyktError } from '../shared/errors.ts';

/**
 * Every setting that Lykt reads from the environment, validated once at start. Nothing else touches `process.env`.
 * docs/guide has the same list for the people who run it.
 */
const schema = v.object({
	/** Folder for everything Lykt keeps: `db/` (PostgreSQL), `keys/` (keyholder), `phones/` (simulated phones). */
	LYKT_DATA: v.optional(v.string(), 'data'),
	/** Port of the staff side. */
	LYKT_STAFF_PORT: v.optional(port(), '3000'),
	/** Port of the visitors' side. */
	LYKT_VISITOR_PORT: v.optional(port(), '3001'),
	/** Network address both sides listen on. Keep the default behind a reverse proxy on the same machine. */
	LYKT_HOST: v.optional(v.string(), '127.0.0.1'),
	/** The address staff type in a browser, without a trailing slash. Default: http://localhost:PORT. */
	LYKT_STAFF_ORIGIN: v.optional(origin()),
	/** The address visitors type. Default: http://127.0.0.1:PORT, so that cookies never cross to it. */
	LYKT_VISITOR_ORIGIN: v.optional(origin()),
	/** An own PostgreSQL 18 instead of the built-in one: postgres://owner:password@host/database. */
	DATABASE_URL: v.optional(v.string()),
	/** Unix socket of a keyholder that runs elsewhere; by default Lykt starts its own. */
	LYKT_KEYHOLDER: v.optional(v.string()),
	/** Which processes to run here: `web`, `worker` or `web,worker` (default). */
	LYKT_PROCESSES: v.optional(v.pipe(v.string(), v.regex(/^(web|worker)(,(web|worker))?$/)), 'web,worker'),
	/** `required`: nobody works without a second sign-in step. Default: required when the staff origin is https. */
	LYKT_TWO_STEP: v.optional(v.picklist(['required', 'offered'])),
	/** The most lines one audience may have. */
	LYKT_AUDIENCE_LIMIT: v.optional(v.pipe(v.string(), v.regex(/^[1-9]\d{0,5}$/)), '2000'),
	/** Distinct numbers that may be checked in audiences per day (keyholder). */
	LYKT_AUDIENCE_QUOTA: v.optional(v.pipe(v.string(), v.regex(/^[1-9]\d{0,6}$/)), '5000'),
	/** Set by the entrance for its own web side, not by people: the staff log-in's address and the sign-in secret. */
	LYKT_STAFF_DATABASE_URL: v.optional(v.string(), ''),
	LYKT_SIGN_IN_SECRET: v.optional(v.string(), '')
});

export type Config = ReturnType<typeof readConfig>;

/**
 * Reads and validates the environment.
 * @throws LyktError `badConfig` with one line per setting that is wrong, fit to be shown in a terminal.
 */
export function readConfig(env: Record<string, string | undefined>) {
	const known = Object.fromEntries(Object.keys(schema.entries).map((key) => [key, env[key] || undefined]));
	const read = v.safeParse(schema, known);
	if (!read.success) {
		const lines = read.issues.map((issue) => `  ${v.getDotPath(issue)}: ${issue.message}`);
		throw new LyktError('badConfig', `These settings cannot be used:\n${lines.join('\n')}`);
	}
	const raw = read.output;
	const staffPort = Number(raw.LYKT_STAFF_PORT);
	const visitorPort = Number(raw.LYKT_VISITOR_PORT);
	const staffOrigin = raw.LYKT_STAFF_ORIGIN ?? `http://localhost:${staffPort}`;
	return {
		dataDir: path.resolve(raw.LYKT_DATA),
		host: raw.LYKT_HOST,
		staffPort,
		visitorPort,
		staffOrigin,
		visitorOrigin: raw.LYKT_VISITOR_ORIGIN ?? `http://127.0.0.1:${visitorPort}`,
		databaseUrl: raw.DATABASE_URL,
		keyholderSocket: raw.LYKT_KEYHOLDER,
		processes: raw.LYKT_PROCESSES.split(',') as ('web' | 'worker')[],
		twoStep: raw.LYKT_TWO_STEP ?? (staffOrigin.startsWith('https:') ? 'required' : 'offered'),
		audienceLimit: Number(raw.LYKT_AUDIENCE_LIMIT),
		audienceQuota: Number(raw.LYKT_AUDIENCE_QUOTA),
		staffDatabaseUrl: raw.LYKT_STAFF_DATABASE_URL,
		signInSecret: raw.LYKT_SIGN_IN_SECRET
	} as const;
}

let current: Config | undefined;
/** The settings of this process, read at the first call. */
export const config = (): Config => (current ??= readConfig(process.env));

function port() {
	return v.pipe(
		v.string(),
		v.check((text) => /^\d{1,5}$/.test(text) && Number(text) < 65536, 'must be a port number from 0 to 65535')
	);
}
function origin() {
	return v.pipe(
		v.string(),
		v.regex(/^https?:\/\/[^/\s]+$/, 'must be an address such as https://lykt.example.no, without a path')
	);
}
