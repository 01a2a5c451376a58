import path from 'node:path';
import { socketPath } from '../../keyholder/socket-path.ts';
import { config } from '../config/index.ts';
import type { Ctx } from '../db/index.ts';
import { localDay } from '../shared/calendar.ts';
import { LyktError } from '../shared/errors.ts';
import type { Email, Nick } from '../shared/nick.ts';
import { no, yes, type Outcome } from '../shared/outcome.ts';
import { closeChatVaults } from './chat-vault.ts';
import { connectTo, type Answer, type Connection } from './connection.ts';

/** Why an address's tag is asked for; the keyholder's quotas go by it (domain.md 2.5). */
export type TagPurpose = 'audience' | 'check' | 'send' | 'inbound' | 'optOut';

/** An address's two tags: under the long-lived key of holds and opt-outs, and under the year's key of the log. */
export interface Tags {
	hold: Buffer;
	log: Buffer;
}

/**
 * Makes a data key, such as `campaign:<id>`. Making one that exists changes nothing.
 * @throws LyktError `keyDestroyed` | `keyholderUnreachable`.
 */
export async function createKey(key: string): Promise<void> {
	await ask({ op: 'createKey', key });
}

/**
 * Destroys a key for good: whatever it sealed is gone, in backups too (domain.md 2.5), and the name cannot be used
 * again. Twice is the same as once.
 * @throws LyktError `keyholderUnreachable`.
 */
export async function destroyKey(key: string): Promise<void> {
	await ask({ op: 'destroyKey', key });
}

/**
 * Seals texts under a key; same order out as in.
 * @throws LyktError `keyDestroyed` | `keyholderUnreachable`; Error when the key was never made.
 */
export async function seal(key: string, plain: readonly string[]): Promise<Buffer[]> {
	const answers = await askInBatches(plain, (batch) => ({ op: 'seal', key, plain: batch }));
	return answers.flatMap((answer) => answer.sealed as string[]).map(fromBase64);
}

/**
 * Seals a few texts under each of many keys, in one crossing; same order out as in. Keys that are not there are made.
 * @throws LyktError `keyDestroyed` | `keyholderUnreachable`.
 */
export async function sealEach(items: readonly { key: string; plain: readonly string[] }[]): Promise<Buffer[][]> {
	if (!items.length) return [];
	const answer = await ask({ op: 'sealEach', create: true, items });
	return (answer.sealed as string[][]).map((sealed) => sealed.map(fromBase64));
}

/**
 * Opens what was sealed under a key; same order out as in. All or nothing.
 * @throws LyktError `keyDestroyed` | `keyholderUnreachable`; Error for another key's seal.
 */
export async function open(key: string, sealed: readonly Buffer[]): Promise<string[]> {
	const answers = await askInBatches(sealed.map(toBase64), (batch) => ({ op: 'open', key, sealed: batch }));
	return answers.flatMap((answer) => answer.plain as string[]);
}

/**
 * The masked form of sealed numbers ('+47 9•• •• •12'), for lists: the clear number never leaves the keyholder.
 * @throws like `open`.
 */
export async function mask(key: string, sealed: readonly Buffer[]): Promise<string[]> {
	const answers = await askInBatches(sealed.map(toBase64), (batch) => ({ op: 'mask', key, sealed: batch }));
	return answers.flatMap((answer) => answer.masked as string[]);
}

/** Something sealed, and the key that it was sealed under. */
export interface Sealed {
	key: string;
	sealed: Buffer;
}

/**
 * Like `open`, each under a key of its own: one request for a whole list, instead of one for every line. All or nothing.
 * @throws like `open`.
 */
export async function openEach(items: readonly Sealed[]): Promise<string[]> {
	const answers = await askForEach('open', items);
	return answers.flatMap((answer) => answer.plain as string[]);
}

/** Like `mask`, each under a key of its own. @throws like `open`. */
export async function maskEach(items: readonly Sealed[]): Promise<string[]> {
	const answers = await askForEach('mask', items);
	return answers.flatMap((answer) => answer.masked as string[]);
}

/**
 * The tags of numbers in E.164, in the order asked. `logYear` is the local year of `ctx.now`, the year of the log key.
 * The answer is no, `quotaSpent`, when the day's quota for an audience or for a person's checks does not cover all of
 * them; then none is counted (true of a list of up to 100,000; a longer one goes in parts). The other purposes are
 * never refused.
 * @throws LyktError `keyholderUnreachable`; `keyDestroyed` when that year's log key is gone.
 */
export const tagNumbers = (ctx: TagCtx, numbers: readonly string[], purpose: TagPurpose): Promise<Tagged> =>
	tag(ctx, numbers, purpose, (batch) => ({ numbers: batch }));

/**
 * The tags of nicks on one arena (R30): like `tagNumbers`. The same nick on another arena has other tags, and no nick has
 * the tag of a number, whatever it is called.
 */
export const tagNicks = (ctx: TagCtx, arenaId: string, nicks: readonly Nick[], purpose: TagPurpose): Promise<Tagged> =>
	tag(ctx, nicks, purpose, (batch) => ({ arena: arenaId, nicks: batch }));

/** The tags of e-mail addresses: like `tagNumbers`. An address is the same on whichever arena it stood. */
export const tagEmails = (ctx: TagCtx, emails: readonly Email[], purpose: TagPurpose): Promise<Tagged> =>
	tag(ctx, emails, purpose, (batch) => ({ emails: batch }));

type TagCtx = Pick<Ctx, 'now' | 'actor'>;
type Tagged = Outcome<{ tags: Tags[]; logYear: number }, 'quotaSpent'>;

async function tag(
	ctx: TagCtx,
	addresses: readonly string[],
	purpose: TagPurpose,
	toFields: (batch: readonly string[]) => object
): Promise<Tagged> {
	const logYear = Number(localDay(ctx.now).slice(0, 4));
	const actor = purpose === 'check' ? actorId(ctx) : undefined;
	const hasQuota = purpose === 'audience' || purpose === 'check';
	try {
		const answers = await askInBatches(
			addresses,
			(batch) => ({ op: 'tag', ...toFields(batch), year: logYear, purpose, actor }),
			hasQuota ? mostItems : batchSize
		);
		return yes({ tags: answers.flatMap(readTags), logYear });
	} catch (error) {
		if (error instanceof LyktError && error.code === 'quotaSpent') return no('quotaSpent');
		throw error;
	}
}

/** What the keyholder tells of itself: counts and quotas, never a key or a number. For `doctor` and the metrics. */
export interface VaultStatus {
	/** `logYears` are the years whose log key lives. */
	keys: { live: Record<string, number>; logYears: number[]; destroyed: number };
	quotas: {
		day: string;
		audience: { used: number; limit: number };
		check: { used: number; people: number; limit: number };
		counted: Record<'send' | 'inbound' | 'optOut' | 'open' | 'mask', number>;
	};
	uptimeSeconds: number;
}

/** @throws LyktError `keyholderUnreachable`. */
export async function vaultStatus(): Promise<VaultStatus> {
	const { keys, quotas, uptimeSeconds } = (await ask({ op: 'status' })) as unknown as VaultStatus;
	return { keys, quotas, uptimeSeconds };
}

/** Closes the connections; the next call opens them again. */
export function closeVault(): void {
	closeChatVaults();
	connection?.close();
	connection = undefined;
}

const batchSize = 2000;
const batchBytes = 4 * 1024 * 1024;
/** What the keyholder takes in one request: a list with a quota goes whole, so that a refusal is whole. */
const mostItems = 100_000;

let connection: Connection | undefined;

async function ask(request: object): Promise<Answer> {
	connection ??= connectTo(config().keyholderSocket ?? socketPath(path.join(config().dataDir, 'keys')));
	const answer = await connection.ask(request);
	if (answer.ok) return answer;
	if (answer.code === 'keyDestroyed') throw new LyktError('keyDestroyed');
	if (answer.code === 'quotaSpent') throw new LyktError('quotaSpent');
	throw new Error(`The keyholder refused: ${answer.code}.`);
}

/** All under way at once: the keyholder works on one while we write and read the others. */
function askInBatches(
	items: readonly string[],
	toRequest: (batch: readonly string[]) => object,
	most = batchSize
): Promise<Answer[]> {
	return Promise.all([...batches(items, most)].map((batch) => ask(toRequest(batch))));
}

function askForEach(op: 'open' | 'mask', items: readonly Sealed[]): Promise<Answer[]> {
	let place = 0;
	return askInBatches(
		items.map((item) => toBase64(item.sealed)),
		(batch) => {
			const keys = items.slice(place, (place += batch.length)).map((item) => item.key);
			return { op, keys, sealed: batch };
		}
	);
}

/** Cuts a list by count and by size, so that long texts do not outgrow a frame either. */
function* batches(items: readonly string[], most: number): Generator<readonly string[]> {
	let start = 0;
	let bytes = 0;
	for (let i = 0; i < items.length; i++) {
		const size = items[i]!.length;
		if (i > start && (i - start === most || bytes + size > batchBytes)) {
			yield items.slice(start, i);
			start = i;
			bytes = 0;
		}
		bytes += size;
	}
	if (start < items.length) yield items.slice(start);
}

function readTags(answer: Answer): Tags[] {
	const log = answer.log as string[];
	return (answer.hold as string[]).map((hold, i) => ({ hold: fromBase64(hold), log: fromBase64(log[i]!) }));
}

function actorId({ actor }: Pick<Ctx, 'actor'>): string {
	if (actor.kind === 'staff') return actor.id;
	return actor.kind === 'system' ? `system:${actor.name}` : actor.kind;
}

const toBase64 = (bytes: Buffer) => bytes.toString('base64');
const fromBase64 = (text: string) => Buffer.from(text, 'base64');
