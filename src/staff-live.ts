// What is new in the chats, for the staff's pages that are open: beside Kit, so that many open pages cost little and the
// server can end them when it stops.
import type http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { beginHearing, hearOfChanges, mostChats, readNews, type Heard } from './server/chat/index.ts';
import type { Ctx } from './server/db/index.ts';
import type { Live } from './server/live/index.ts';
import type { StaffActor } from './server/shared/actor.ts';
import { readSince } from './server/shared/chat.ts';
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
/** A crowd of changes is told once; the pages look no more often than this anyway. */
const paceMs = 200;

/**
 * Opens it. An open page gets server-sent events: `chat` when something has changed that this person may notice, without
 * which; and for each `chat=ID:SEQ` in its address `lines` with what came after that line, and `gone` when it was erased.
 * @param clock tells the installation's time.
 * @param beatMs how often it is asked whether the person is still signed in, and still what they were.
 */
export function openStaffLive(
	live: Live,
	db: Ctx['db'],
	clock: () => Promise<Date>,
	beatMs: number = heartbeatMs
): StaffLive {
	const open = new Set<http.ServerResponse>();

	async function begin(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
		const me = await findReader(request);
		if (!me) return void response.writeHead(403, { 'cache-control': 'no-store' }).end();
		const heard = await beginHearing({ actor: me, now: await clock(), db });
		if (response.destroyed) return; // gone while we asked who it was: its `close` has been and will not come again
		response.writeHead(200, {
			'content-type': 'text/event-stream; charset=utf-8',
			'cache-control': 'no-store',
			'x-accel-buffering': 'no',
			'x-content-type-options': 'nosniff'
		});
		response.write('retry: 1000\n\n');
		open.add(response);
		const stops = [
			followAll(response, me, heard),
			...chatsOf(request).map(({ id, since }) => follow(response, me, id, since))
		];
		const beat = setInterval(() => void stillThere(request, response, me), beatMs);
		response.on('close', () => {
			open.delete(response);
			clearInterval(beat);
			for (const stop of stops) stop();
		});
	}

	/** Says that something has changed, to whom it may be said (R5). */
	function followAll(response: http.ServerResponse, me: StaffActor, heard: Heard): () => void {
		const changed = new Set<string | undefined>();
		let isAsking = false;
		const catchUp = async () => {
			if (isAsking) return;
			isAsking = true;
			try {
				while (changed.size && open.has(response)) {
					const ids = changed.has(undefined) ? undefined : ([...changed] as string[]);
					changed.clear();
					const news = await hearOfChanges({ actor: me, now: await clock(), db }, heard, ids);
					heard = news.heard;
					if (news.isNew) send(response, 'chat', {});
					await sleep(paceMs, undefined, { ref: false });
				}
			} catch (error) {
				log.error('live.chats', error);
				response.end(); // the page comes back by itself
			} finally {
				isAsking = false;
			}
		};
		return live.followAll((id) => {
			changed.add(id);
			void catchUp();
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

	/** Ends the stream of who is signed out, and of who is not what they were: a page that comes back is asked anew. */
	async function stillThere(request: http.IncomingMessage, response: http.ServerResponse, me: StaffActor) {
		try {
			const now = await findReader(request);
			if (now?.id === me.id && rolesOf(now) === rolesOf(me)) response.write(': \n\n');
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

const rolesOf = ({ roles }: StaffActor): string => roles.toSorted().join();

const send = (response: http.ServerResponse, event: string, data: object): void =>
	void response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);

/** `?chat=ID:SEQ&chat=…`, as many as somebody can have on the screen. */
function chatsOf(request: http.IncomingMessage): { id: string; since: number }[] {
	const asked = URL.parse(request.url ?? '/', 'http://staff')?.searchParams.getAll('chat') ?? [];
	return asked.slice(0, mostChats).flatMap((each) => {
		const [id = '', since] = each.split(':');
		return isId(id) ? [{ id, since: readSince(since) }] : [];
	});
}
