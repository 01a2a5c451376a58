import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { Ctx } from '../server/db/index.ts';
import type { Live } from '../server/live/index.ts';
import { log } from '../server/shared/log.ts';
import { readMessages, type Pass } from '../server/visitor/index.ts';
import type { Html } from './html.ts';
import { chatEnd, goneLine, lineOf } from './pages.ts';
import type { Language } from './words.ts';

/** A page, or a script, that is told what is new for as long as it is open. */
export interface Held {
	pass: Pass;
	language: Language;
	/** The last line that it has. */
	since: number;
	/** A page needs its end when it is over; a script does not. */
	isPage: boolean;
}

export interface Streams {
	/** Keeps an answer open that has begun already, and adds to it. */
	hold(response: ServerResponse, held: Held): void;
	/** Adds the same to all. */
	tellAll(piece: string): void;
	count(): number;
	/** Ends them all, politely. */
	close(): void;
}

interface Stream extends Held {
	response: ServerResponse;
	stopFollowing: () => void;
	isReading: boolean;
	isBehind: boolean;
}

/** A sign of life that is no content. On the network it looks like a short answer. */
const heartbeatMs = 20_000;
/** Every piece is filled up to whole steps of so many bytes, so that its size tells little of what is in it. */
const stepBytes = 512;
/** A reader this far behind is not there any more; the page says how to fetch the rest. */
const mostUnsent = 512 * 1024;
/** So many open pages one chat may have in this process. */
const mostOfChat = 10;

/** Opens the book of open answers. Thousands cost little: one connection to the database hears for all of them. */
export function openStreams(live: Live, ctxNow: () => Promise<Ctx>): Streams {
	const streams = new Set<Stream>();
	const ofChat = new Map<string, Set<Stream>>();
	const beat = setInterval(() => {
		for (const stream of streams) write(stream, '');
	}, heartbeatMs);
	beat.unref();

	function hold(response: ServerResponse, held: Held): void {
		if (response.destroyed) return; // broken while it was answered: its `close` has been and will not come again
		const { pass, language, since, isPage } = held;
		const stream: Stream = {
			pass,
			language,
			since,
			isPage,
			response,
			stopFollowing: () => undefined,
			isReading: false,
			isBehind: false
		};
		streams.add(stream);
		endOldest(pass.chatId, stream);
		stream.stopFollowing = live.follow(pass.chatId, () => void catchUp(stream));
		response.on('close', () => drop(stream));
		void catchUp(stream); // what came between reading the page and following
	}

	/** One person has a few tabs; whoever opens very many of one chat loses those that were opened first. */
	function endOldest(chatId: string, newest: Stream): void {
		const same = ofChat.get(chatId) ?? new Set();
		ofChat.set(chatId, same.add(newest));
		for (const oldest of same) if (same.size > mostOfChat) end(oldest);
	}

	/** Adds what is new since the last line; asked meanwhile, it looks once more afterwards. */
	async function catchUp(stream: Stream): Promise<void> {
		stream.isBehind = true;
		if (stream.isReading) return;
		stream.isReading = true;
		try {
			while (stream.isBehind && streams.has(stream)) {
				stream.isBehind = false;
				const read = await readMessages(await ctxNow(), stream.pass, stream.since);
				if (!streams.has(stream)) return; // closed meanwhile
				if (!read.ok) return end(stream, goneLine(stream.language));
				if (!read.lines.length) continue;
				stream.since = read.lines.at(-1)!.seq;
				write(stream, read.lines.map((line) => lineOf(stream.language, line).text).join(''));
			}
		} catch (error) {
			log.error('visitors.stream', error);
			end(stream); // the page says how to fetch the rest; a script comes back by itself
		} finally {
			stream.isReading = false;
		}
	}

	function write(stream: Stream, piece: string): void {
		if (stream.response.writableLength > mostUnsent) return void stream.response.destroy();
		stream.response.write(fillUp(piece));
	}
	function end(stream: Stream, last?: Html): void {
		drop(stream);
		stream.response.end((last?.text ?? '') + (stream.isPage ? chatEnd.text : ''));
	}
	function drop(stream: Stream): void {
		streams.delete(stream);
		const same = ofChat.get(stream.pass.chatId);
		same?.delete(stream);
		if (same && !same.size) ofChat.delete(stream.pass.chatId);
		stream.stopFollowing();
	}

	return {
		hold,
		tellAll(piece) {
			for (const stream of streams) write(stream, piece);
		},
		count: () => streams.size,
		close() {
			clearInterval(beat);
			for (const stream of [...streams]) end(stream);
		}
	};
}

/** Noise instead of dots: a proxy may press together what is sent. It stands in a line of its own, which a script passes over. */
function fillUp(piece: string): string {
	const least = Buffer.byteLength(piece) + frame.length;
	const missing = (stepBytes - (least % stepBytes)) % stepBytes;
	const from = Math.floor(Math.random() * (noise.length - stepBytes));
	return `${piece}<!--${noise.slice(from, from + missing)}-->\n`;
}
const frame = '<!---->\n';
const noise = randomBytes(12 * 1024)
	.toString('base64url')
	.replaceAll('-', '_'); // two in a row would end the comment
