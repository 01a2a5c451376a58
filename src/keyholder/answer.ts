import { isId } from '../server/shared/ids.ts';
import { isEmail, isNick } from '../server/shared/nick.ts';
import { maskNumber } from '../server/shared/phone.ts';
import { stopwatch } from '../server/shared/clock.ts';
import { chatOperations } from './chat.ts';
import type { KeyRing } from './keys.ts';
import { tagPurposes, type Quotas, type TagPurpose } from './quotas.ts';
import { Refusal } from './refusal.ts';
import { open, seal, tagAddress } from './seal.ts';
import type { Terms } from './terms.ts';

/** The most items in one request; its answer must fit in a frame. */
export const maxItems = 100_000;

export interface Desk {
	keys: KeyRing;
	quotas: Quotas;
	terms: Terms;
}

/**
 * Does one operation. Every field is checked here; nothing that comes in is trusted to have a form.
 * @returns the fields of the answer, binary as base64.
 * @throws Refusal with the code to answer.
 */
export function answer(desk: Desk, request: Record<string, unknown>): object {
	const operation = typeof request.op === 'string' && Object.hasOwn(operations, request.op) && operations[request.op];
	if (!operation) throw new Refusal('unknownOp');
	return operation(desk, request);
}

type Operation = (desk: Desk, request: Record<string, unknown>) => object;

const operations: Record<string, Operation> = {
	tag({ keys, quotas }, request) {
		const addresses = readAddresses(request);
		const purpose = readPurpose(request.purpose);
		const logKey = keys.logKey(readYear(request.year));
		const holdKey = keys.holdKey();
		quotas.spend(purpose, readActor(request.actor), addresses);
		return {
			hold: addresses.map((address) => tagAddress(holdKey, address).toString('base64')),
			log: addresses.map((address) => tagAddress(logKey, address).toString('base64'))
		};
	},
	createKey({ keys }, request) {
		keys.create(readKeyId(request.key));
		return {};
	},
	destroyKey({ keys }, request) {
		keys.destroy(readKeyId(request.key));
		return {};
	},
	seal({ keys }, request) {
		const id = readKeyId(request.key);
		const plain = readList(request.plain, isText);
		const key = keys.dataKey(id);
		return { sealed: plain.map((text) => seal(key, id, text).toString('base64')) };
	},
	/** Many keys in one request, a few texts under each; with `create` the keys are made first, in one write. */
	sealEach({ keys }, request) {
		const items = readItems(request.items);
		if (request.create === true) keys.create(...items.map(({ id }) => id));
		return {
			sealed: items.map(({ id, plain }) => {
				const key = keys.dataKey(id);
				return plain.map((text) => seal(key, id, text).toString('base64'));
			})
		};
	},
	open({ keys, quotas }, request) {
		const plain = openAll(keys, request);
		quotas.note('open', plain.length);
		return { plain };
	},
	...chatOperations,
	/** For lists: the clear number is opened and masked in here and never goes out. */
	mask({ keys, quotas }, request) {
		const plain = openAll(keys, request);
		quotas.note('mask', plain.length);
		return { masked: plain.map((text) => (isNumber(text) ? maskNumber(text) : '••••')) };
	},
	status: ({ keys, quotas }) => ({
		keys: keys.count(),
		quotas: quotas.read(),
		uptimeSeconds: Math.round((stopwatch() - started) / 1000)
	})
};

const started = stopwatch();

/** What was sealed under one `key`, or each under one of the `keys`: a list of conversations has a key for every line. */
function openAll(keys: KeyRing, request: Record<string, unknown>): string[] {
	const sealed = readList(request.sealed, isText);
	const ids = request.keys === undefined ? undefined : readList(request.keys, isText).map(readKeyId);
	if (ids && ids.length !== sealed.length) throw new Refusal('badRequest');
	const one = ids ? undefined : readKeyId(request.key);
	return sealed.map((text, place) => {
		const id = one ?? ids![place]!;
		return open(keys.dataKey(id), id, Buffer.from(text, 'base64'));
	});
}

/**
 * What tags are made from, each kind with a beginning of its own: `numbers`, or `emails`, or the `nicks` of one `arena`.
 * Each must be in its one spelling; another spelling of the same address would have another tag.
 */
function readAddresses(request: Record<string, unknown>): string[] {
	if (request.nicks !== undefined) {
		const arena = readArena(request.arena);
		return readList(request.nicks, isNickText).map((nick) => `nick|${arena}|${nick}`);
	}
	if (request.emails !== undefined) return readList(request.emails, isEmailText).map((email) => `mail|${email}`);
	return readList(request.numbers, isNumber).map((number) => `tel|${number}`);
}

function readList<T>(value: unknown, isItem: (item: unknown) => item is T): T[] {
	if (!Array.isArray(value) || value.length > maxItems || !value.every(isItem)) throw new Refusal('badRequest');
	return value;
}
function readItems(value: unknown): { id: string; plain: string[] }[] {
	const isItem = (item: unknown): item is { key: unknown; plain: unknown } => typeof item === 'object' && item !== null;
	return readList(value, isItem).map(({ key, plain }) => ({ id: readKeyId(key), plain: readList(plain, isText) }));
}
function readKeyId(value: unknown): string {
	if (typeof value !== 'string' || !/^[a-zA-Z][\w.-]*(:[\w.-]+)*$/.test(value) || value.length > 200) {
		throw new Refusal('badRequest');
	}
	return value;
}
function readYear(value: unknown): number {
	if (!Number.isInteger(value) || (value as number) < 2000 || (value as number) > 2200) throw new Refusal('badRequest');
	return value as number;
}
function readPurpose(value: unknown): TagPurpose {
	if (!tagPurposes.includes(value as TagPurpose)) throw new Refusal('badRequest');
	return value as TagPurpose;
}
/** A UUID has one length, so that no nick can reach over into the arena's name. */
function readArena(value: unknown): string {
	if (typeof value !== 'string' || !isId(value)) throw new Refusal('badRequest');
	return value;
}
function readActor(value: unknown): string | undefined {
	if (value === undefined || (typeof value === 'string' && value !== '' && value.length <= 200)) return value;
	throw new Refusal('badRequest');
}
const isText = (item: unknown): item is string => typeof item === 'string';
/** E.164; another spelling of the same number would have another tag. */
const isNumber = (item: unknown): item is string => typeof item === 'string' && /^\+[1-9]\d{6,14}$/.test(item);
const isNickText = (item: unknown): item is string => typeof item === 'string' && isNick(item);
const isEmailText = (item: unknown): item is string => typeof item === 'string' && isEmail(item);
