import path from 'node:path';
import * as v from 'valibot';
import { LyktError } from '../shared/errors.ts';

/** Providers that messages can go out by themselves; each is one file in gateway/sms. */
const providers = ['kannel', 'android', 'twilio', '46elks', 'sveve', 'link'] as const;
/** What messages can go out by: those, the simulated phones, and a person with the team's own phone. */
const gateways = ['loopback', 'manual', ...providers] as const;

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
	/** Where "Leave this page" leads: an ordinary page, the same for everybody who may sit beside. */
	LYKT_EXIT: v.optional(
		v.pipe(v.string(), v.regex(/^https:\/\/[^\s"<>]+$/, 'must be an address that begins with https://')),
		'https://www.yr.no/'
	),
	/** `1`: the proxy in front writes `X-Forwarded-For` itself, so it tells where a visitor is. Otherwise anybody could. */
	LYKT_TRUST_PROXY: v.optional(v.picklist(['0', '1']), '0'),
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
	/** What messages go out by: `loopback` (simulated phones, the default), `manual` or a provider. docs/decisions/010. */
	LYKT_GATEWAY: v.optional(v.picklist(gateways), 'loopback'),
	/** The number that messages come from, as the provider has it. Digits: a name cannot be answered with STOP. */
	LYKT_GATEWAY_SENDER: v.optional(sender()),
	/** Where the provider is asked. Needed for kannel, android and link; the others have an address of their own. */
	LYKT_GATEWAY_URL: v.optional(address()),
	/** The log-in at the provider (Twilio: Account SID). */
	LYKT_GATEWAY_USER: v.optional(v.string()),
	/** Its password (Twilio: Auth Token). */
	LYKT_GATEWAY_PASSWORD: v.optional(v.string()),
	/** android only: the key that the phone signs its webhooks with. */
	LYKT_GATEWAY_SIGNING_KEY: v.optional(v.string()),
	/** The secret last part of the address that the provider calls: /webhooks/GATEWAY/SECRET. */
	LYKT_WEBHOOK_SECRET: v.optional(secret()),
	/** A second provider, asked only when the first was certainly not there; the same settings with `_2`. */
	LYKT_GATEWAY_2: v.optional(v.picklist(providers)),
	LYKT_GATEWAY_2_SENDER: v.optional(sender()),
	LYKT_GATEWAY_2_URL: v.optional(address()),
	LYKT_GATEWAY_2_USER: v.optional(v.string()),
	LYKT_GATEWAY_2_PASSWORD: v.optional(v.string()),
	LYKT_GATEWAY_2_SIGNING_KEY: v.optional(v.string()),
	LYKT_WEBHOOK_SECRET_2: v.optional(secret()),
	/** The address by which the provider reaches /webhooks, when it is not that of the staff. */
	LYKT_WEBHOOK_ORIGIN: v.optional(origin()),
	/** link only: platformId and platformPartnerId, and the gate for delivery reports, as LINK gave them. */
	LYKT_LINK_PLATFORM: v.optional(v.string()),
	LYKT_LINK_PARTNER: v.optional(v.string()),
	LYKT_LINK_GATE: v.optional(v.string()),
	/** link only: what the fields with id, number and text are called in incoming messages, e.g. `id,source,userData`. */
	LYKT_LINK_INBOUND: v.optional(
		v.pipe(v.string(), v.regex(/^\w+,\w+,\w+$/, 'must be three names with commas between'))
	),
	/** The address of the visitors' side as an onion service, if there is one: http://….onion. docs/guide says how. */
	LYKT_ONION: v.optional(
		v.pipe(v.string(), v.regex(/^https?:\/\/[a-z2-7]{56}\.onion$/, 'must be an address such as http://….onion'))
	),
	/** Set by the entrance for its own web side, not by people: the staff log-in's address and the sign-in secret. */
	LYKT_STAFF_DATABASE_URL: v.optional(v.string(), ''),
	LYKT_SIGN_IN_SECRET: v.optional(v.string(), '')
});

/** What each provider cannot do without; the rest has a default or is not used by it. */
const needs: Record<(typeof gateways)[number], readonly (keyof typeof schema.entries)[]> = {
	loopback: [],
	manual: [],
	kannel: ['LYKT_GATEWAY_URL', 'LYKT_GATEWAY_SENDER', 'LYKT_GATEWAY_USER', 'LYKT_GATEWAY_PASSWORD'],
	android: ['LYKT_GATEWAY_URL', 'LYKT_GATEWAY_USER', 'LYKT_GATEWAY_PASSWORD', 'LYKT_GATEWAY_SIGNING_KEY'],
	twilio: ['LYKT_GATEWAY_SENDER', 'LYKT_GATEWAY_USER', 'LYKT_GATEWAY_PASSWORD'],
	'46elks': ['LYKT_GATEWAY_SENDER', 'LYKT_GATEWAY_USER', 'LYKT_GATEWAY_PASSWORD'],
	sveve: ['LYKT_GATEWAY_SENDER', 'LYKT_GATEWAY_USER', 'LYKT_GATEWAY_PASSWORD'],
	link: [
		'LYKT_GATEWAY_URL',
		'LYKT_GATEWAY_SENDER',
		'LYKT_GATEWAY_USER',
		'LYKT_GATEWAY_PASSWORD',
		'LYKT_LINK_PLATFORM',
		'LYKT_LINK_PARTNER',
		'LYKT_LINK_GATE'
	]
};

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
	refuseHalfGateways(raw);
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
		onion: raw.LYKT_ONION,
		exit: raw.LYKT_EXIT,
		trustsProxy: raw.LYKT_TRUST_PROXY === '1',
		databaseUrl: raw.DATABASE_URL,
		keyholderSocket: raw.LYKT_KEYHOLDER,
		processes: raw.LYKT_PROCESSES.split(',') as ('web' | 'worker')[],
		twoStep: raw.LYKT_TWO_STEP ?? (staffOrigin.startsWith('https:') ? 'required' : 'offered'),
		audienceLimit: Number(raw.LYKT_AUDIENCE_LIMIT),
		audienceQuota: Number(raw.LYKT_AUDIENCE_QUOTA),
		gateway: gatewaySettings(raw, raw.LYKT_GATEWAY, '', staffOrigin),
		secondGateway: raw.LYKT_GATEWAY_2 && gatewaySettings(raw, raw.LYKT_GATEWAY_2, '_2', staffOrigin),
		staffDatabaseUrl: raw.LYKT_STAFF_DATABASE_URL,
		signInSecret: raw.LYKT_SIGN_IN_SECRET
	} as const;
}

type Raw = v.InferOutput<typeof schema>;
type GatewayName = (typeof gateways)[number];
/** Settings of the second gateway have the same names with a `_2`. */
type Place = '' | '_2';

function refuseHalfGateways(raw: Raw): void {
	const missing = [
		...missingFor(raw, raw.LYKT_GATEWAY, ''),
		...(raw.LYKT_GATEWAY_2 ? missingFor(raw, raw.LYKT_GATEWAY_2, '_2') : [])
	];
	if (missing.length) throw new LyktError('badConfig', `These settings are missing:\n${missing.join('\n')}`);
	if (!raw.LYKT_GATEWAY_2) return;
	const why =
		raw.LYKT_GATEWAY === raw.LYKT_GATEWAY_2
			? 'must be another provider than LYKT_GATEWAY: their references would be mixed up'
			: !(providers as readonly string[]).includes(raw.LYKT_GATEWAY) && `cannot stand behind ${raw.LYKT_GATEWAY}`;
	if (why) throw new LyktError('badConfig', `These settings cannot be used:\n  LYKT_GATEWAY_2: ${why}`);
}

function missingFor(raw: Raw, name: GatewayName, place: Place): string[] {
	const isProvider = (providers as readonly string[]).includes(name);
	const keys = isProvider ? ([...needs[name], 'LYKT_WEBHOOK_SECRET'] as const) : [];
	return keys
		.map((key) => inPlace(key, place))
		.filter((key) => !raw[key])
		.map((key) => `  ${key}: must be set when LYKT_GATEWAY${place} is ${name}`);
}

function inPlace(key: keyof Raw, place: Place): keyof Raw {
	if (!place || key.startsWith('LYKT_LINK_')) return key;
	const named = key === 'LYKT_WEBHOOK_SECRET' ? `${key}_2` : key.replace('LYKT_GATEWAY', 'LYKT_GATEWAY_2');
	return named as keyof Raw;
}

function gatewaySettings<Name extends GatewayName>(raw: Raw, name: Name, place: Place, staffOrigin: string) {
	const read = (key: keyof Raw) => raw[inPlace(key, place)];
	return {
		name,
		url: read('LYKT_GATEWAY_URL'),
		sender: read('LYKT_GATEWAY_SENDER') ?? '',
		user: read('LYKT_GATEWAY_USER') ?? '',
		password: read('LYKT_GATEWAY_PASSWORD') ?? '',
		signingKey: read('LYKT_GATEWAY_SIGNING_KEY') ?? '',
		webhookSecret: read('LYKT_WEBHOOK_SECRET') ?? '',
		webhookOrigin: raw.LYKT_WEBHOOK_ORIGIN ?? staffOrigin,
		linkPlatform: raw.LYKT_LINK_PLATFORM ?? '',
		linkPartner: raw.LYKT_LINK_PARTNER ?? '',
		linkGate: raw.LYKT_LINK_GATE ?? '',
		linkInbound: raw.LYKT_LINK_INBOUND
	};
}

let current: Config | undefined;
/** The settings of this process, read at the first call. */
export const config = (): Config => (current ??= readConfig(process.env));
/** Reads them anew: the entrance has found out what it sets itself. */
export const rereadConfig = (): void => void (current = undefined);

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
function sender() {
	const form = /^(\+?\d{3,15}|MG[0-9a-f]{32})$/;
	return v.pipe(v.string(), v.regex(form, 'must be a number that can be answered, such as +4759440000'));
}
function address() {
	return v.pipe(v.string(), v.regex(/^https?:\/\/[^\s?#]+[^\s?#/]$/, 'must be an address without a slash at the end'));
}
function secret() {
	return v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{24,128}$/, 'must be 24 to 128 letters, digits, - or _'));
}
