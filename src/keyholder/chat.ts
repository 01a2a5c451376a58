import { tagAddress, open, seal } from './seal.ts';
import { isChatKey, type Terms } from './terms.ts';
import type { KeyRing } from './keys.ts';
import { Refusal } from './refusal.ts';

/** The most items in one request. */
const maxItems = 10_000;

interface Holder {
	keys: KeyRing;
	terms: Terms;
}
type Operation = (holder: Holder, request: Record<string, unknown>) => object;

/**
 * What the chat needs: many texts at once, each under a key of its own and bound to the row it stands in (`row`), so that
 * one lost key is one lost text; and the tag of a return code.
 */
export const chatOperations: Record<'sealChats' | 'openChats' | 'createChats' | 'tagCode', Operation> = {
	/** Makes chats' keys, in one write; each, also one that is there, lives from now until its month is over. */
	createChats({ keys, terms }, request) {
		const wanted = readChatKeys(request.keys);
		const made = wanted.map((key) =>
			each(() => {
				keys.dataKey(key);
				return '';
			})
		);
		const missing = wanted.filter((_, place) => 'code' in made[place]! && made[place].code === 'keyMissing');
		keys.create(...missing);
		terms.renew(...wanted.filter((_, place) => !isDestroyed(made[place]!)));
		return { made: made.map((one) => (isDestroyed(one) ? one : { text: '' })) };
	},
	sealChats({ keys, terms }, request) {
		return {
			sealed: readItems(request.items).map(({ key, row, text }) =>
				each(() => {
					const bytes = keys.dataKey(key);
					if (isChatKey(key)) terms.renew(key);
					return seal(bytes, `${key}|${row}`, text).toString('base64');
				})
			)
		};
	},
	openChats({ keys }, request) {
		return {
			plain: readItems(request.items).map(({ key, row, text }) =>
				each(() => open(keys.dataKey(key), `${key}|${row}`, Buffer.from(text, 'base64')))
			)
		};
	},
	/** A code has 66 bits and its tag is made here: the database alone does not tell which codes there are. */
	tagCode({ keys }, request) {
		const { code } = request;
		if (typeof code !== 'string' || !/^\d{20}$/.test(code)) throw new Refusal('badRequest');
		return { tag: tagAddress(keys.codeKey(), `code|${code}`).toString('base64') };
	}
};

/**
 * What may be asked on the visitors' socket (design.md §6): chats, and putting a suggestion in the box, which it cannot
 * open again. No number, no campaign, no other conversation.
 * @throws Refusal `forbidden`.
 */
export function requireVisitors(request: Record<string, unknown>): void {
	const { op } = request;
	const isTheirs =
		op === 'tagCode' ||
		(op === 'createChats' && readChatKeys(request.keys).length > 0) ||
		(op === 'createKey' && isBox(request.key)) ||
		(op === 'destroyKey' && isChatKey(request.key)) ||
		(op === 'openChats' && readItems(request.items).every(({ key }) => isChatKey(key))) ||
		(op === 'sealChats' && readItems(request.items).every(({ key }) => isChatKey(key) || isBox(key)));
	if (!isTheirs) throw new Refusal('forbidden');
}

const isBox = (key: unknown): boolean => typeof key === 'string' && /^suggestion:\d{4}-\d{2}$/.test(key);

interface Item {
	key: string;
	row: string;
	text: string;
}

function readItems(value: unknown): Item[] {
	if (!Array.isArray(value) || value.length > maxItems || !value.every(isItem)) throw new Refusal('badRequest');
	return value;
}
function isItem(value: unknown): value is Item {
	if (typeof value !== 'object' || value === null) return false;
	const { key, row, text } = value as Record<string, unknown>;
	return (isChatKey(key) || isBox(key)) && typeof row === 'string' && row.length <= 100 && typeof text === 'string';
}
function readChatKeys(value: unknown): string[] {
	const isList = Array.isArray(value) && value.length <= maxItems && value.every(isChatKey);
	if (!isList || new Set(value).size < value.length) throw new Refusal('badRequest');
	return value;
}

const isDestroyed = (one: { code?: string }): boolean => one.code === 'keyDestroyed';

/** The text, or in its place why there is none. */
function each(work: () => string): { text: string; code?: undefined } | { code: string } {
	try {
		return { text: work() };
	} catch (error) {
		if (error instanceof Refusal) return { code: error.code };
		throw error;
	}
}
