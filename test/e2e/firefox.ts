// Drives Debian's Firefox by WebDriver BiDi over Node's own WebSocket: Playwright can only drive a Firefox of its own.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { findFirefox } from '../../scripts/provide-firefox.ts';

export { findFirefox };

/** What there is time for: a Firefox that hangs ends the test, not the run. */
const longest = { start: 90_000, command: 60_000, wait: 60_000 };

interface Node {
	sharedId: string;
	value: { attributes?: Record<string, string> };
}
interface Tree {
	context: string;
	url: string;
	children: Tree[];
}
type Send = <Answer>(method: string, params: object) => Promise<Answer>;

/** One tab. Where a frame is meant, its name comes first. Everything here works on pages that run no script. */
export interface Firefox {
	goto(url: string): Promise<void>;
	/** Waits until an element with this text is on the page. */
	see(text: string): Promise<void>;
	/** Waits until what a selector finds is there. @returns its attributes. */
	find(css: string): Promise<Record<string, string>>;
	/** Clicks into what a selector finds, then types. In the frame of the page, when asked. */
	type(css: string, text: string, inFrame?: boolean): Promise<void>;
	click(css: string, inFrame?: boolean): Promise<void>;
	url(): Promise<string>;
	/** How many cookies there are, from wherever. */
	countCookies(): Promise<number>;
	close(): Promise<void>;
}

/** Starts a Firefox with a profile of its own, which is thrown away. */
export async function openFirefox({ withScript }: { withScript: boolean }): Promise<Firefox> {
	const profile = mkdtempSync(path.join(os.tmpdir(), 'lykt-firefox-'));
	const preferences = {
		'javascript.enabled': withScript,
		'intl.accept_languages': 'nb',
		'datareporting.policy.dataSubmissionEnabled': false,
		'toolkit.telemetry.enabled': false,
		'app.update.enabled': false,
		'browser.shell.checkDefaultBrowser': false,
		'network.captive-portal-service.enabled': false,
		'network.connectivity-service.enabled': false
	};
	writeFileSync(
		path.join(profile, 'user.js'),
		Object.entries(preferences)
			.map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`)
			.join('')
	);
	const child = spawn(
		findFirefox()!,
		['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port', '0', 'about:blank'],
		{ stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, HOME: profile, MOZ_CRASHREPORTER_DISABLE: '1' } }
	);
	const end = async () => {
		if (child.exitCode === null && child.signalCode === null) {
			const ended = once(child, 'exit');
			child.kill('SIGKILL'); // its profile is thrown away
			await ended;
		}
		rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
	};
	try {
		const { send, hangUp } = await connect(await addressOf(child));
		await send('session.new', { capabilities: {} });
		const { contexts } = await send<{ contexts: Tree[] }>('browsingContext.getTree', {});
		const tab = drive(send, contexts[0]!.context);
		await send('browsingContext.setViewport', { context: contexts[0]!.context, viewport: { width: 390, height: 844 } });
		return {
			...tab,
			async close() {
				hangUp();
				await end();
			}
		};
	} catch (error) {
		await end();
		throw error;
	}
}

/** Firefox says where it listens. */
async function addressOf(child: ChildProcess): Promise<string> {
	let said = '';
	return within(
		longest.start,
		'Firefox did not start',
		() => said
	)(
		new Promise((resolve, reject) => {
			child.once('exit', (code) => reject(new Error(`Firefox ended with ${code}: ${said.slice(-500)}`)));
			child.stderr!.on('data', (piece: Buffer) => {
				said += piece.toString();
				const address = /WebDriver BiDi listening on (ws:\S+)/.exec(said)?.[1];
				if (address) resolve(`${address}/session`);
			});
		})
	);
}

async function connect(address: string): Promise<{ send: Send; hangUp: () => void }> {
	const socket = new WebSocket(address);
	await within(longest.command, 'Firefox did not answer')(once(socket, 'open'));
	const waiting = new Map<number, { resolve: (result: unknown) => void; reject: (error: Error) => void }>();
	socket.addEventListener('message', ({ data }) => {
		const { id, result, error, message } = JSON.parse(String(data)) as {
			id?: number;
			result?: unknown;
			error?: string;
			message?: string;
		};
		const asked = waiting.get(id ?? -1);
		waiting.delete(id ?? -1);
		if (error) asked?.reject(new Error(`${error}: ${message}`));
		else asked?.resolve(result);
	});
	let last = 0;
	const send: Send = (method, params) =>
		within(
			longest.command,
			`${method} was not answered`
		)(
			new Promise((resolve, reject) => {
				const id = ++last;
				waiting.set(id, { resolve: resolve as (result: unknown) => void, reject });
				socket.send(JSON.stringify({ id, method, params }));
			})
		);
	return { send, hangUp: () => socket.close() };
}

function drive(send: Send, page: string): Omit<Firefox, 'close'> {
	async function frame(): Promise<string | undefined> {
		const { contexts } = await send<{ contexts: Tree[] }>('browsingContext.getTree', { root: page });
		return contexts[0]?.children[0]?.context;
	}
	/** Asks again until there is one; a page that is just being changed may answer with an error. */
	async function locate(locator: object, inFrame = false): Promise<{ node: Node; context: string }> {
		const until = performance.now() + longest.wait;
		let trouble = 'nothing found';
		while (performance.now() < until) {
			try {
				const context = inFrame ? await frame() : page;
				if (context) {
					const asked = { context, locator, serializationOptions: { maxDomDepth: 0 } };
					const { nodes } = await send<{ nodes: Node[] }>('browsingContext.locateNodes', asked);
					if (nodes[0]) return { node: nodes[0], context };
				}
			} catch (error) {
				trouble = String(error);
			}
			await pause(100);
		}
		throw new Error(`Not on the page: ${JSON.stringify(locator)} (${trouble})`);
	}
	async function press(css: string, inFrame: boolean, keys: object[]): Promise<void> {
		const { node, context } = await locate({ type: 'css', value: css }, inFrame);
		const origin = { type: 'element', element: { sharedId: node.sharedId } };
		const click = [
			{ type: 'pointerMove', x: 0, y: 0, origin },
			{ type: 'pointerDown', button: 0 },
			{ type: 'pointerUp', button: 0 }
		];
		await send('input.performActions', { context, actions: [{ type: 'pointer', id: 'mouse', actions: click }] });
		if (keys.length)
			await send('input.performActions', { context, actions: [{ type: 'key', id: 'keys', actions: keys }] });
	}
	return {
		async goto(url) {
			await send('browsingContext.navigate', { context: page, url, wait: 'complete' });
		},
		async see(text) {
			await locate({ type: 'xpath', value: `//body//*[text()[contains(., "${text}")]]` });
		},
		async find(css) {
			return (await locate({ type: 'css', value: css })).node.value.attributes ?? {};
		},
		async type(css, text, inFrame = false) {
			const keys = [...text].flatMap((value) => [
				{ type: 'keyDown', value },
				{ type: 'keyUp', value }
			]);
			await press(css, inFrame, keys);
		},
		click: (css, inFrame = false) => press(css, inFrame, []),
		async url() {
			const { contexts } = await send<{ contexts: Tree[] }>('browsingContext.getTree', { root: page });
			return contexts[0]!.url;
		},
		async countCookies() {
			const { cookies } = await send<{ cookies: unknown[] }>('storage.getCookies', {});
			return cookies.length;
		}
	};
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Nothing here waits for ever. */
const within =
	(ms: number, complaint: string, more = () => '') =>
	async <T>(work: Promise<T>): Promise<T> => {
		let timer: NodeJS.Timeout;
		const late = new Promise<never>((_, reject) => {
			timer = setTimeout(() => reject(new Error(`${complaint} within ${ms / 1000} s. ${more()}`)), ms);
		});
		return Promise.race([work, late]).finally(() => clearTimeout(timer));
	};
