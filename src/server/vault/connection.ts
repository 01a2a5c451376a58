import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { encodeFrame, FrameReader } from '../../keyholder/frames.ts';
import { LyktError } from '../shared/errors.ts';

export type Answer = { ok: boolean; code?: string } & Record<string, unknown>;

export interface Connection {
	/**
	 * Sends a request and waits for its answer; connects first when there is no connection.
	 * @throws LyktError `keyholderUnreachable` when nobody answers.
	 */
	ask(request: object): Promise<Answer>;
	close(): void;
}

/**
 * One connection to the keyholder, opened at the first request and again after a loss. Requests may be under way at
 * the same time; answers find theirs by id. It keeps the process alive only while somebody waits for an answer.
 */
export function connectTo(socketFile: string): Connection {
	let current: Promise<Line> | undefined;

	function line(): Promise<Line> {
		if (current) return current;
		const opening = openLine(socketFile, () => {
			if (current === opening) current = undefined;
		});
		opening.catch(() => {
			if (current === opening) current = undefined;
		});
		return (current = opening);
	}

	return {
		async ask(request) {
			// Every operation may be done twice with the same result, so a lost answer is simply asked for again. More than
			// once, because a process that is being killed still accepts connections for a moment.
			for (const wait of [50, 150, 300]) {
				try {
					return await (await line()).ask(request);
				} catch (error) {
					if (!(error instanceof LineLost)) throw error;
					await sleep(wait);
				}
			}
			throw unreachable(socketFile);
		},
		close() {
			current?.then((open) => open.close()).catch(() => {});
			current = undefined;
		}
	};
}

interface Line {
	ask(request: object): Promise<Answer>;
	close(): void;
}
interface Waiting {
	resolve: (answer: Answer) => void;
	reject: (error: Error) => void;
}
class LineLost extends Error {}

const answerWithin = 30_000;

async function openLine(socketFile: string, onLost: () => void): Promise<Line> {
	const socket = await connect(socketFile);
	const waiting = new Map<number, Waiting>();
	const reader = new FrameReader();
	let lastId = 0;
	let isLost = false;

	const lose = () => {
		if (isLost) return;
		isLost = true;
		onLost();
		socket.destroy();
		for (const { reject } of waiting.values()) reject(new LineLost());
		waiting.clear();
	};
	const receive = (body: Buffer) => {
		const answer = JSON.parse(body.toString('utf8')) as Answer & { id: number | null };
		if (answer.id === null) return lose();
		waiting.get(answer.id)?.resolve(answer);
		waiting.delete(answer.id);
		if (!waiting.size) rest();
	};
	const rest = () => {
		socket.unref();
		socket.setTimeout(0);
	};
	socket.on('error', lose).on('close', lose).on('timeout', lose);
	socket.on('data', (piece: Buffer) => {
		try {
			reader.push(piece).forEach(receive);
		} catch {
			lose();
		}
	});
	rest();

	return {
		ask(request) {
			if (isLost) return Promise.reject(new LineLost());
			const id = ++lastId;
			const frame = encodeFrame({ ...request, id });
			return new Promise((resolve, reject) => {
				waiting.set(id, { resolve, reject });
				socket.ref();
				socket.setTimeout(answerWithin);
				socket.write(frame);
			});
		},
		close: lose
	};
}

/** A few attempts: a keyholder that died is back within a second, or three on a busy machine. */
async function connect(socketFile: string): Promise<net.Socket> {
	for (const wait of [100, 200, 400, 800, 1500, 0]) {
		const socket = await connectOnce(socketFile);
		if (socket) return socket;
		if (wait) await sleep(wait);
	}
	throw unreachable(socketFile);
}

function connectOnce(socketFile: string): Promise<net.Socket | undefined> {
	return new Promise((resolve) => {
		const socket = net.connect(socketFile);
		socket.once('error', () => resolve(undefined));
		socket.once('connect', () => resolve(socket));
	});
}

const unreachable = (socketFile: string) =>
	new LyktError(
		'keyholderUnreachable',
		`The keyholder does not answer on ${socketFile}. Lykt starts it with "npm start"; if it runs elsewhere, start it ` +
			'there and check that LYKT_KEYHOLDER names its socket.'
	);
