import path from 'node:path';
import { socketPath, visitorSocketOf } from '../../keyholder/socket-path.ts';
import { config } from '../config/index.ts';
import { LyktError } from '../shared/errors.ts';
import { gather } from '../shared/gather.ts';
import { connectTo, type Answer, type Connection } from './connection.ts';

/** Text of a chat to be sealed or opened: under that chat's key, and bound to the row it stands in. */
export interface ChatText {
	chatId: string;
	/** The message's own id, or what else the text is. */
	row: string;
}

/** What a side may ask of the keyholder about chats. Calls in the same moment go in one request. */
export interface ChatVault {
	/** Makes a chat's key, and lets it live for as long as a chat of today may be kept. Twice is the same as once. @throws LyktError `keyDestroyed` | `keyholderUnreachable`. */
	create(chatId: string): Promise<void>;
	/** Destroys it for good. @throws LyktError `keyholderUnreachable`. */
	destroy(chatId: string): Promise<void>;
	/** @returns the sealed text, or undefined when the chat has no key (any more). */
	seal(item: ChatText & { text: string }): Promise<Buffer | undefined>;
	/** @returns the text, or undefined when its key is gone or it was sealed for another row. */
	open(item: ChatText & { sealed: Buffer }): Promise<string | undefined>;
	/** The tag of a return code of 20 digits. */
	tagCode(code: string): Promise<Buffer>;
	/** Seals a suggestion under its month's key; only the staff side can open it (`openSuggestions`). */
	sealSuggestion(month: string, text: string): Promise<Buffer>;
}

type Side = 'staff' | 'visitor';

/** The staff's side asks on the keyholder's own socket, the visitors' on theirs, where there are chats and nothing else. */
export function chatVault(side: Side): ChatVault {
	const known = vaults.get(side);
	if (known) return known;
	const made = openChatVault(side);
	vaults.set(side, made);
	return made;
}

/** Opens suggestions; same order out as in, undefined for one whose key is gone. The staff's side only. */
export async function openSuggestions(
	items: readonly { month: string; sealed: Buffer }[]
): Promise<(string | undefined)[]> {
	if (!items.length) return [];
	const answer = await ask('staff', {
		op: 'openChats',
		items: items.map(({ month, sealed }) => ({ key: boxOf(month), row: 'suggestion', text: sealed.toString('base64') }))
	});
	return (answer.plain as Each[]).map(textOf);
}

/** Closes the connections; the next call opens them again. */
export function closeChatVaults(): void {
	for (const connection of connections.values()) connection.close();
	connections.clear();
}

function openChatVault(side: Side): ChatVault {
	const seal = gather(async (items: readonly (ChatText & { text: string })[]) => {
		const asked = items.map(({ chatId, row, text }) => ({ key: keyOf(chatId), row, text }));
		const { sealed } = await ask(side, { op: 'sealChats', items: asked });
		return (sealed as Each[]).map((each) => {
			const text = textOf(each);
			return text === undefined ? undefined : Buffer.from(text, 'base64');
		});
	}, mostAtOnce);
	const open = gather(async (items: readonly (ChatText & { sealed: Buffer })[]) => {
		const asked = items.map(({ chatId, row, sealed }) => ({
			key: keyOf(chatId),
			row,
			text: sealed.toString('base64')
		}));
		const { plain } = await ask(side, { op: 'openChats', items: asked });
		return (plain as Each[]).map(textOf);
	}, mostAtOnce);
	const create = gather(async (chatIds: readonly string[]) => {
		const wanted = [...new Set(chatIds)];
		const { made } = await ask(side, { op: 'createChats', keys: wanted.map(keyOf) });
		const isMade = new Map(wanted.map((chatId, place) => [chatId, textOf((made as Each[])[place]!) !== undefined]));
		return chatIds.map((chatId) => isMade.get(chatId)!);
	}, mostAtOnce);
	return {
		async create(chatId) {
			if (!(await create(chatId))) throw new LyktError('keyDestroyed');
		},
		destroy: async (chatId) => void (await ask(side, { op: 'destroyKey', key: keyOf(chatId) })),
		seal,
		open,
		tagCode: async (code) => Buffer.from((await ask(side, { op: 'tagCode', code })).tag as string, 'base64'),
		async sealSuggestion(month, text) {
			await ask(side, { op: 'createKey', key: boxOf(month) });
			const items = [{ key: boxOf(month), row: 'suggestion', text }];
			const { sealed } = await ask(side, { op: 'sealChats', items });
			return Buffer.from(textOf((sealed as Each[])[0]!)!, 'base64');
		}
	};
}

/** Texts of at most 10,000 characters each: a batch stays far below a frame. */
const mostAtOnce = 200;

const keyOf = (chatId: string) => `chat:${chatId}`;
const boxOf = (month: string) => `suggestion:${month}`;

interface Each {
	text?: string;
	code?: string;
}
const textOf = ({ text }: Each) => text;

const vaults = new Map<Side, ChatVault>();
const connections = new Map<Side, Connection>();

async function ask(side: Side, request: object): Promise<Answer> {
	const answer = await connectionOf(side).ask(request);
	if (answer.ok) return answer;
	if (answer.code === 'keyDestroyed') throw new LyktError('keyDestroyed');
	throw new Error(`The keyholder refused: ${answer.code}.`);
}

function connectionOf(side: Side): Connection {
	const known = connections.get(side);
	if (known) return known;
	const socket = config().keyholderSocket ?? socketPath(path.join(config().dataDir, 'keys'));
	const made = connectTo(side === 'staff' ? socket : visitorSocketOf(socket));
	connections.set(side, made);
	return made;
}
