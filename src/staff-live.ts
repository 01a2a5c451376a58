// What is new in the chats, for the staff's pages that are open: beside Kit, so that many open pages cost little and the
// server can end them when it stops.
import type http from 'node:http';
import { mostChats, readNews } from './server/chat/index.ts';
import type { Ctx } from './server/db/index.ts';
import type { Live } from './server/live/index.ts';
import type { StaffActor } from './server/shared/actor.ts';
import { LyktError } from './server/shared/errors.ts';
import { isId } from './server/shared/ids.ts';
import { log } from './server/shared/log.ts';
import { findSession, may } from './server/staff/index.ts';

export interface StaffLive {
	/** Answers `GET /live/chats`. @returns false when the request is for somebody else. */
	handle(request: http.IncomingMessage, response: http.ServerResponse): boolean;
	close(): void;
}

/** A sign of life, and the moment to ask whether the person is still signed in. */
const heartbeatMs = 20_000;

/**
 * Opens it. An open page gets server-sent events: `chat` with `{id}` when a chat has changed (without id: look at all
 * again), and for each `chat=ID:SEQ` in its address `lines` with what came after that line, and `gone` when it was erased.
 * @param clock tells the installation's time.
 */
export function openStaffLive(live: Live, db: Ctx['db'], clock: () => Promise<Date>): StaffLive {
	const open = new Set<http.ServerResponse>();

	async function begin(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
		const me = await findReader(request);
		if (!me) return void response.writeHead(403, { 'cache-control': 'no-store' }).end();
		response.writeHead(200, {
			'content-type': 'text/event-stream; charset=utf-8',
			'cache-control': 'no-store',
			'x-accel-buffering': 'no',
			'x-content-type-options': 'nosniff'
		});
		response.write('retry: 1000\n\n');
		open.add(response);
		const stops = [
			live.followAll((id) => send(response, 'chat', id ? { id } : {})),
			...chatsOf(request).map(({ id, since }) => follow(response, me, id, since))
		];
		const beat = setInterval(() => void stillThere(request, response, me), heartbeatMs);
		response.on('close', () => {
			open.delete(response);
			clearInterval(beat);
			for (const stop of stops) stop();
		});
	}

	/** Sends the lines of one chat as they come; `since` is the last that the page has. */
	function follow(response: http.ServerResponse, me: StaffActor, id: string, since: number): () => void {
		let last = since;
		let isReading = false;
		let isBehind = false;
		const catchUp = async () => {
			isBehind = true;
			if (isReading) return;
			isReading = true;
			try {
				while (isBehind && open.has(response)) {
					isBehind = false;
					const lines = await readNews({ actor: me, now: await clock(), db }, id, last);
					if (!lines.length) continue;
					last = lines.at(-1)!.seq;
					send(response, 'lines', { id, lines });
				}
			} catch (error) {
				if (error instanceof LyktError && error.code === 'notFound') send(response, 'gone', { id });
				else {
					log.error('live.chat', error);
					response.end(); // the page comes back by itself, and says what it has
				}
			} finally {
				isReading = false;
			}
		};
		const stop = live.follow(id, () => void catchUp());
		void catchUp();
		return stop;
	}

	/** Somebody who may do something else by now comes back by themselves, as who they are. */
	async function stillThere(
		request: http.IncomingMessage,
		response: http.ServerResponse,
		me: StaffActor
	): Promise<void> {
		try {
			const now = await findReader(request);
			if (now && now.roles.toSorted().join() === me.roles.toSorted().join()) response.write(': \n\n');
			else response.end();
		} catch {
			response.end();
		}
	}

	async function findReader({ headers }: http.IncomingMessage): Promise<StaffActor | undefined> {
		if (!headers.cookie) return undefined;
		const session = await findSession(db, new Headers({ cookie: headers.cookie, host: headers.host ?? '' }), {
			isPeek: true
		});
		return session && may(session.me, 'chat.read') ? session.me : undefined;
	}

	return {
		handle(request, response) {
			if (request.method !== 'GET' || request.url?.split('?', 1)[0] !== '/live/chats') return false;
			begin(request, response).catch((error: unknown) => {
				log.error('live.failed', error);
				response.destroy();
			});
			return true;
		},
		close() {
			for (const response of open) response.end();
		}
	};
}

const send = (response: http.ServerResponse, event: string, data: object): void =>
	void response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);

/** `?chat=ID:SEQ&chat=…`, as many as somebody can have on the screen. */
function chatsOf(request: http.IncomingMessage): { id: string; since: number }[] {
	const asked = URL.parse(request.url ?? '/', 'http://staff')?.searchParams.getAll('chat') ?? [];
	return asked.slice(0, mostChats).flatMap((each) => {
		const [id = '', since] = each.split(':');
		return isId(id) ? [{ id, since: Math.max(0, Math.floor(Number(since) || 0)) }] : [];
	});
}
