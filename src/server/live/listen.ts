import { setTimeout as sleep } from 'node:timers/promises';
import { log } from '../shared/log.ts';
import { openLine, type Line } from './live.db.ts';

/** Tells who follows what, when it has changed. */
export interface Live {
	/** `onChange` is called soon after every change of that id, also after a time without connection. @returns how to stop. */
	follow(id: string, onChange: () => void): () => void;
	/** The same for a change of anything. Which is not said while the connection was gone: then `id` is undefined. */
	followAll(onChange: (id: string | undefined) => void): () => void;
	close(): Promise<void>;
}

/**
 * Listens for changes of chats, on one connection for the whole process. A notice carries ids and nothing else: whoever
 * follows reads what is new since the last they know, so that a lost connection loses and doubles nothing.
 * @throws when the database does not answer at the start; later it is tried again until it does.
 */
export async function listen(url: string): Promise<Live> {
	const followers = new Map<string, Set<() => void>>();
	const ofAll = new Set<(id: string | undefined) => void>();
	let line: Line | undefined;
	let isClosed = false;

	const tell = (ids: readonly string[]) => {
		for (const id of ids) {
			followers.get(id)?.forEach((onChange) => onChange());
			ofAll.forEach((onChange) => onChange(id));
		}
	};
	const tellEverybody = () => {
		followers.forEach((each) => each.forEach((onChange) => onChange()));
		ofAll.forEach((onChange) => onChange(undefined));
	};
	const open = async () => (line = await openLine(url, tell, () => void again()));
	const again = async () => {
		log.warn('live.lost');
		for (let wait = 100; !isClosed; wait = Math.min(wait * 2, 5000)) {
			await sleep(wait, undefined, { ref: false });
			try {
				if (isClosed) return;
				await open();
				return tellEverybody(); // what was said meanwhile was not heard
			} catch {
				// said once above; the next try comes by itself
			}
		}
	};

	await open();
	return {
		follow(id, onChange) {
			const each = followers.get(id) ?? new Set();
			followers.set(id, each.add(onChange));
			return () => {
				each.delete(onChange);
				if (!each.size && followers.get(id) === each) followers.delete(id);
			};
		},
		followAll(onChange) {
			ofAll.add(onChange);
			return () => void ofAll.delete(onChange);
		},
		async close() {
			isClosed = true;
			await line?.close();
		}
	};
}
