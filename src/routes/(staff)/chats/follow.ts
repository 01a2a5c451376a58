import type { ChatLine } from '#shared/chat.ts';

interface Hears {
	/** Something has changed in some chat; told at most every other second. */
	change(): void;
	/** New lines of the chat that is followed, in order, each once. */
	lines?(lines: ChatLine[]): void;
	/** The chat that is followed is not there any more. */
	gone?(): void;
	/** The connection broke (true) or came back; the browser tries again by itself. */
	broken?(is: boolean): void;
}

/**
 * Listens to what is new in the chats while a page is open. What somebody is writing is never touched.
 * @param chat the chat on the page, and the last line that it has
 * @returns what stops it
 */
export function follow(hears: Hears, chat?: { id: string; since: number }): () => void {
	const source = new EventSource(chat ? `/live/chats?chat=${chat.id}:${chat.since}` : '/live/chats');
	let last = chat?.since ?? 0;
	let soon: ReturnType<typeof setTimeout> | undefined;
	const change = () => {
		soon ??= setTimeout(() => {
			soon = undefined;
			hears.change();
		}, pace);
	};
	let pace = 200;
	source.addEventListener('open', () => hears.broken?.(false));
	source.addEventListener('error', () => hears.broken?.(true));
	source.addEventListener('chat', () => {
		change();
		pace = 2000; // the first at once, a crowd no faster than anybody can read
		setTimeout(() => (pace = 200), 2000);
	});
	source.addEventListener('lines', ({ data }: MessageEvent<string>) => {
		const fresh = read(data).filter(({ seq }) => seq > last); // after a break the same may come again
		if (fresh.length === 0) return;
		last = fresh.at(-1)!.seq;
		hears.lines?.(fresh);
	});
	source.addEventListener('gone', () => hears.gone?.());
	return () => {
		clearTimeout(soon);
		source.close();
	};
}

const read = (data: string): ChatLine[] =>
	(JSON.parse(data) as { lines: (Omit<ChatLine, 'at'> & { at: string })[] }).lines.map((line) => ({
		...line,
		at: new Date(line.at)
	}));
