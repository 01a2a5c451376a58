import type { ChatLine } from '#shared/chat.ts';

interface Hears {
	/** Something has changed in some chat; told at most every other second. */
	change(): void;
	/** New lines of a chat that is followed, in order, each once. */
	lines?(id: string, lines: ChatLine[]): void;
	/** A chat that is followed is not there any more. */
	gone?(id: string): void;
	/** The connection broke (true) or came back; the browser tries again by itself. */
	broken?(is: boolean): void;
}

/**
 * Listens to what is new in the chats while a page is open. What somebody is writing is never touched.
 * @param chats the chats on the page, and the last line that each has
 * @returns what stops it
 */
export function follow(hears: Hears, chats: readonly { id: string; since: number }[] = []): () => void {
	const asked = chats.map(({ id, since }) => `chat=${id}:${since}`).join('&');
	const source = new EventSource(asked ? `/live/chats?${asked}` : '/live/chats');
	const last = new Map(chats.map(({ id, since }) => [id, since]));
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
		const { id, lines } = read(data);
		const fresh = lines.filter(({ seq }) => seq > (last.get(id) ?? 0)); // after a break the same may come again
		if (fresh.length === 0) return;
		last.set(id, fresh.at(-1)!.seq);
		hears.lines?.(id, fresh);
	});
	source.addEventListener('gone', ({ data }: MessageEvent<string>) =>
		hears.gone?.((JSON.parse(data) as { id: string }).id)
	);
	return () => {
		clearTimeout(soon);
		source.close();
	};
}

function read(data: string): { id: string; lines: ChatLine[] } {
	const { id, lines } = JSON.parse(data) as { id: string; lines: (Omit<ChatLine, 'at'> & { at: string })[] };
	return { id, lines: lines.map((line) => ({ ...line, at: new Date(line.at) })) };
}
