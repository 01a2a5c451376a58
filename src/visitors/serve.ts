// The visitors' side: every answer on its port is made here (docs/decisions/017-anonymous-chat.md). Neither Kit nor a
// cookie, a log line about a request, or anything of the staff side is in its way.
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { config } from '../server/config/index.ts';
import type { Ctx } from '../server/db/index.ts';
import type { Live } from '../server/live/index.ts';
import { readSince } from '../server/shared/chat.ts';
import { stopwatch } from '../server/shared/clock.ts';
import { isId, newId } from '../server/shared/ids.ts';
import { log } from '../server/shared/log.ts';
import {
	chooseExpiry,
	chooseHelper,
	countSource,
	describeService,
	eraseChat,
	evaluate,
	findByCode,
	findStatus,
	hasPeers,
	listAnswers,
	listEmergency,
	newPass,
	openChat,
	questions,
	readGuardKey,
	readLifetime,
	readMessages,
	readPass,
	renewCode,
	spaceCode,
	suggest,
	writeMessage,
	writePass,
	type Pass
} from '../server/visitor/index.ts';
import { readForm } from './form.ts';
import { newGuard, waitMs, type Guard } from './guard.ts';
import { safeHeaders } from './headers.ts';
import { markup, type Html } from './html.ts';
import { newLimits, type Limits } from './limits.ts';
import {
	asText,
	boxPage,
	chatBegin,
	chatEnd,
	composerPage,
	dangerOf,
	dateOf,
	firstPage,
	gonePage,
	guardPage,
	home,
	notice,
	tellPage,
	toldPage,
	type Carried,
	type ChatPage
} from './pages.ts';
import { openStreams, type Streams } from './stream.ts';
import { choose, languageOf, offered, type Language, type Word } from './words.ts';

export interface Visitors {
	handle: (request: IncomingMessage, response: ServerResponse) => void;
	streams: Streams;
	/** Ends the open pages. */
	close(): void;
}

/**
 * Opens the visitors' side. `ctxNow` gives their connection to the database and the installation's time; `clock` counts
 * milliseconds for the limits; `pause` lets a wrong code wait.
 */
export function openVisitors({
	live,
	ctxNow,
	clock = stopwatch,
	pause = pauseFor
}: {
	live: Live;
	ctxNow: () => Promise<Ctx>;
	clock?: () => number;
	pause?: (ms: number) => Promise<void>;
}): Visitors {
	const streams = openStreams(live, ctxNow);
	const limits = newLimits(clock);
	const guarding = watchCrowd(limits);

	async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const url = URL.parse(request.url ?? '/', 'http://visitor');
		if (!url) return notFound(response, languageOf(''));
		if (request.method === 'GET' || request.method === 'HEAD') return answerGet(request, response, url);
		const isForm = request.method === 'POST' && ['/s', '/s/w', '/s/l', '/e', '/f'].includes(url.pathname);
		const language = languageOf(url.searchParams.get('l') ?? '');
		if (!isForm) return notFound(response, language);
		const form = await readForm(request);
		if (form === 'broken') return void response.destroy();
		if (form === 'notAForm') return send(response, 415, notice(language, 'error_title', 'files'));
		if (form === 'tooLarge') return send(response, 413, notice(language, 'error_title', 'too_long'));
		const visit: Visit = { request, response, form, ctx: await ctxNow(), language: languageOf(form.get('l') ?? '') };
		if (isForeign(request)) return refuseForeign(visit);
		if (url.pathname === '/s') return answerChat(visit);
		if (url.pathname === '/s/w') return answerComposer(visit);
		if (url.pathname === '/s/l') return answerScript(visit);
		return url.pathname === '/e' ? answerTell(visit) : answerBox(visit);
	}

	async function answerGet(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
		const { pathname, searchParams } = url;
		const file = files[pathname];
		if (file) return sendFile(request, response, file);
		if (pathname === '/ut') return leave(response);
		if (pathname === '/favicon.ico') return void response.writeHead(204, safeHeaders).end(); // browsers ask by themselves
		if (pathname === '/s') return void response.writeHead(303, { ...safeHeaders, location: '/' }).end();
		const ctx = await ctxNow();
		if (pathname === '/' || pathname === '/c' || pathname === '/p') {
			if (pathname !== '/') await countSource(ctx, searchParams.get('k'));
			return sendFirst(request, response, ctx, 200, { asked: searchParams.get('l') });
		}
		const language = languageOf(searchParams.get('l') ?? '');
		if (pathname === '/e') return send(response, 200, tellPage(language, questions, newId()));
		if (pathname === '/f') return send(response, 200, boxPage(language, await listAnswers(ctx), newId()));
		return notFound(response, language);
	}

	/** Their page may have chosen the pass and read along: a new one, and the text stands there to be sent or not. */
	function refuseForeign({ request, response, form, ctx, language }: Visit): Promise<void> {
		const text = form.get('m') ?? '';
		return sendFirst(request, response, ctx, 403, { asked: language.code, fault: 'foreign', text });
	}

	/** Everything that is done with a chat; `a` says what. */
	async function answerChat(visit: Visit): Promise<void> {
		const { form } = visit;
		const act = form.get('a');
		if (act === 'code') return returnByCode(visit);
		const pass = readPass(form.get('t'));
		if (!pass) return gone(visit);
		const id = form.get('o') ?? '';
		const text = form.get('m') ?? '';
		if (act === 'open') return begin(visit, pass, id, text);
		if (act === 'erase') return erase(visit, pass);
		if (act === 'fetch') return show(visit, pass, { draft: text });
		if (act === 'write' || (!act && text)) return write(visit, pass, id, text);
		if (act === 'keep' || act === 'helper' || act === 'renew') return change(visit, pass, act, text);
		if (act === 'export') return exportText(visit, pass);
		return show(visit, pass, { draft: text });
	}

	/** A choice about the chat. It is answered in a frame of its own (`v`), or with the whole page and the draft in it. */
	async function change(visit: Visit, pass: Pass, act: 'keep' | 'helper' | 'renew', draft: string): Promise<void> {
		const { response, form, ctx, language } = visit;
		const said = await decide(visit, pass, act);
		if (!form.get('v')) return show(visit, pass, { ...said, draft });
		if (!(await findStatus(ctx, pass))) return gone(visit);
		return send(response, 200, toldPage(language, said));
	}

	async function decide(
		{ form, ctx, language }: Visit,
		pass: Pass,
		act: string
	): Promise<{ told?: string; code?: string }> {
		if (act === 'renew') {
			const renewed = await renewCode(ctx, pass);
			return renewed.ok ? { code: spaceCode(renewed.code) } : {};
		}
		if (act === 'helper') {
			await chooseHelper(ctx, pass, form.get('p') === '1');
			return { told: language.say('saved') };
		}
		const days = readLifetime(form.get('d'));
		if (!days) return {};
		await chooseExpiry(ctx, pass, days);
		const until = new Date(ctx.now.getTime() + days * 24 * 60 * 60_000);
		return { told: language.say('kept', { date: dateOf(language, until) }) };
	}

	async function begin(visit: Visit, pass: Pass, id: string, text: string): Promise<void> {
		const { request, response, form, ctx, language } = visit;
		const noPeer = form.get('p') === '1';
		const refuse = (fault: Word, status: number) =>
			sendFirst(request, response, ctx, status, { asked: language.code, fault, text, noPeer, pass, id });
		if (!isId(id)) return gone(visit, text);
		const isMuch = !limits.allow('open', placeOf(request));
		const guard = await guarding.next(isMuch);
		if (guard && !guard.lets(pass.chatId, form, ctx.now)) return sendGuard(visit, guard, pass.chatId);
		if (guard && !limits.allow('proved', placeOf(request))) return refuse('busy', 429);
		const opened = await openChat(ctx, pass, { id, text }, language.code, noPeer);
		if (opened.ok) return show(visit, pass, opened.code ? { code: spaceCode(opened.code) } : {});
		if (opened.why === 'gone') return gone(visit, text);
		if (opened.why === 'blocked') return show(visit, pass);

		return refuse(opened.why === 'empty' ? 'empty' : 'too_long', 422);
	}

	/** Without the composer of its own (or with a script that failed): the whole page comes back. */
	async function write(visit: Visit, pass: Pass, id: string, text: string): Promise<void> {
		const done = await take(visit, pass, id, text);
		if (done === 'gone') return gone(visit, text);
		return show(visit, pass, done === 'sent' ? {} : { draft: text, fault: done });
	}

	async function take(visit: Visit, pass: Pass, id: string, text: string): Promise<'sent' | 'gone' | Word> {
		if (!isId(id)) return 'gone';
		if (!mayWrite(visit.request, pass)) return 'slow';
		const written = await writeMessage(visit.ctx, pass, { id, text });
		if (written.ok) return 'sent';
		return written.why === 'tooLong' ? 'too_long' : written.why;
	}

	/** A flood over many chats of one place slows each of them down; who writes as people do gets through all the same. */
	function mayWrite(request: IncomingMessage, { chatId }: Pass): boolean {
		if (!limits.allow('write', chatId)) return false;
		return limits.allow('writeFrom', placeOf(request)) || limits.allow('writeSlowly', chatId);
	}

	/** The composer: a fresh one after each message, and the old text again when it was not sent. */
	async function answerComposer(visit: Visit): Promise<void> {
		const { response, form, language } = visit;
		const pass = readPass(form.get('t'));
		const text = form.get('m') ?? '';
		const done = pass ? await take(visit, pass, form.get('o') ?? '', text) : 'gone';
		if (form.get('x')) {
			// a script asks: nothing more than whether it was stored
			const status = done === 'sent' ? 204 : done === 'gone' ? 410 : done === 'slow' ? 429 : 422;
			return sendText(response, status, done === 'sent' ? '' : language.say(done));
		}
		if (!pass || done === 'gone') return gone(visit, text);
		const carried = carry(visit, pass);
		if (done === 'sent') {
			return send(response, 200, composerPage(carried, { composerId: newId(), told: language.say('sent') }));
		}
		const composerId = form.get('o') ?? newId();
		return send(response, done === 'slow' ? 429 : 422, composerPage(carried, { composerId, draft: text, fault: done }));
	}

	/** What is new, for a script, for as long as it listens. */
	async function answerScript(visit: Visit): Promise<void> {
		const { response, form, language, ctx } = visit;
		const pass = readPass(form.get('t'));
		if (!pass || !(await findStatus(ctx, pass))) return sendText(response, 410, language.say('gone'));
		const since = readSince(form.get('since'));
		startOpen(response);
		response.write('\n');
		streams.hold(response, { pass, language, since, isPage: false });
	}

	/** The page of a chat. Without a script it stays open, and answers come into it by themselves. */
	async function show(visit: Visit, pass: Pass, more: Partial<ChatPage> = {}): Promise<void> {
		const { response, ctx, language } = visit;
		const [status, read, emergency, withPeers] = await Promise.all([
			findStatus(ctx, pass),
			readMessages(ctx, pass),
			listEmergency(ctx),
			hasPeers(ctx)
		]);
		if (!status || !read.ok) return gone(visit, more.draft);
		const carried = carry(visit, pass);
		const around = { status, lines: read.lines, emergency, hasPeers: withPeers, composerId: newId() };
		const page = chatBegin({ ...carried, ...around, ...more }).text;
		if (carried.scripted || carried.plain || status.isBlocked) return sendRaw(response, 200, page + chatEnd.text);
		startOpen(response);
		response.write(page);
		streams.hold(response, { pass, language, since: read.lines.at(-1)?.seq ?? 0, isPage: true });
	}

	async function erase({ response, ctx, language }: Visit, pass: Pass): Promise<void> {
		await eraseChat(ctx, pass);
		const danger = dangerOf(language, await listEmergency(ctx), true);
		return send(response, 200, notice(language, 'erased_title', 'erased', markup`${danger}${home(language)}`));
	}

	async function returnByCode(visit: Visit): Promise<void> {
		const { request, response, form, ctx, language } = visit;
		const found = await findByCode(ctx, form.get('k'));
		if (found.ok) {
			const status = await findStatus(ctx, found.pass);
			return show({ ...visit, language: languageOf(form.get('l') || (status?.language ?? '')) }, found.pass);
		}
		const refuse = (codeFault: Word) => sendFirst(request, response, ctx, 422, { asked: language.code, codeFault });
		if (found.why === 'unreadable') return refuse('code_unreadable');
		await pause(limits.allow('code', placeOf(request)) ? found.waitMs : waitMs);
		return refuse('code_wrong');
	}

	async function exportText({ response, ctx, language, form }: Visit, pass: Pass): Promise<void> {
		const read = await readMessages(ctx, pass);
		if (!read.ok) return send(response, 410, gonePage(language, await listEmergency(ctx), form.get('m') ?? ''));
		response
			.writeHead(200, {
				...safeHeaders,
				'content-type': 'text/plain; charset=utf-8',
				'content-disposition': 'attachment; filename="tekst.txt"'
			})
			.end(asText(language, read.lines));
	}

	async function answerTell(visit: Visit): Promise<void> {
		const { request, response, form, ctx, language } = visit;
		const again = (status: number, fault?: Word) =>
			send(response, status, tellPage(language, questions, newId(), fault));
		if (form.get('a') !== 'send') return again(200);
		if (!limits.allow('tell', placeOf(request))) return again(429, 'slow');
		const subject = form.get('o') ?? '';
		const guard = await guarding.next();
		if (guard && !guarding.letsOnce(guard, subject, form, ctx.now)) return sendGuard(visit, guard, subject);
		const done = await evaluate(ctx, Object.fromEntries(form));
		if (!done.ok) return again(422, 'tell_empty');
		return send(response, 200, notice(language, 'tell_title', 'thanks'));
	}

	async function answerBox(visit: Visit): Promise<void> {
		const { request, response, form, ctx, language } = visit;
		const answers = await listAnswers(ctx);
		if (form.get('a') !== 'send') return send(response, 200, boxPage(language, answers, newId()));
		const text = form.get('m') ?? '';
		const refuse = (fault: Word, status: number) =>
			send(response, status, boxPage(language, answers, newId(), { fault, text }));
		if (!limits.allow('tell', placeOf(request))) return refuse('slow', 429);
		const subject = form.get('o') ?? '';
		const guard = await guarding.next();
		if (guard && !guarding.letsOnce(guard, subject, form, ctx.now)) return sendGuard(visit, guard, subject);
		const done = await suggest(ctx, text);
		if (!done.ok) return refuse(done.why === 'empty' ? 'empty' : 'too_long', 422);
		return send(response, 200, notice(language, 'box_title', 'box_thanks'));
	}

	return {
		streams,
		handle(request, response) {
			answer(request, response).catch((error: unknown) => {
				log.error('visitors.failed', error);
				if (response.headersSent) return response.destroy();
				send(response, 500, notice(languageOf(''), 'error_title', 'error'));
			});
		},
		close: () => streams.close()
	};
}

/** One posted form. */
interface Visit {
	request: IncomingMessage;
	response: ServerResponse;
	form: URLSearchParams;
	ctx: Ctx;
	language: Language;
}

const carry = ({ form, language }: Visit, pass: Pass): Carried => ({
	pass: writePass(pass),
	language,
	scripted: form.get('j') === '1' && !form.get('n'),
	plain: form.get('n') === '1'
});

interface First {
	asked: string | null;
	fault?: Word;
	text?: string;
	noPeer?: boolean;
	codeFault?: Word;
	/** The form as it was, so that sending it again is sending the same. */
	pass?: Pass;
	id?: string;
}

async function sendFirst(
	request: IncomingMessage,
	response: ServerResponse,
	ctx: Ctx,
	status: number,
	{ asked, fault, text, noPeer, codeFault, pass, id }: First
): Promise<void> {
	const service = await describeService(ctx);
	const languages = offered(service.unreviewedLanguages);
	const { visitorOrigin, onion } = config();
	const page = firstPage({
		language: choose(languages, asked, request.headers['accept-language']),
		offered: languages,
		service,
		pass: writePass(pass ?? newPass()),
		formId: id ?? newId(),
		now: ctx.now,
		isSecure: visitorOrigin.startsWith('https:'),
		onion,
		fault,
		text,
		noPeer,
		codeFault
	});
	const isOverOnion = request.headers.host?.endsWith('.onion') ?? false;
	const more = onion && !isOverOnion ? { 'onion-location': `${onion}/` } : {};
	// Nothing that was sent is in it, so that its length under compression tells nothing.
	const isPlain = text === undefined && /\bgzip\b/.test(acceptedBy(request));
	const body = isPlain ? gzipSync(page.text) : page.text;
	response
		.writeHead(status, {
			...safeHeaders,
			...more,
			...(isPlain ? { 'content-encoding': 'gzip' } : {}),
			'content-type': 'text/html; charset=utf-8',
			'content-length': Buffer.byteLength(body)
		})
		.end(body);
}

/** Somewhere ordinary, and nothing of ours stays in the browser (domain.md 2.11). */
function leave(response: ServerResponse): void {
	response
		.writeHead(303, { ...safeHeaders, location: config().exit, 'clear-site-data': '"cache", "cookies", "storage"' })
		.end();
}

async function gone({ response, ctx, language }: Visit, notSent?: string): Promise<void> {
	send(response, 410, gonePage(language, await listEmergency(ctx), notSent?.trim() ? notSent : undefined));
}

/** The page between: everything that was sent stands in it. */
function sendGuard({ request, response, form, ctx, language }: Visit, guard: Guard, subject: string): void {
	const isEarly = form.has('g');
	const page = guardPage(
		language,
		new URL(request.url!, 'http://visitor').pathname,
		form,
		guard.ticketFor(subject, form, ctx.now),
		isEarly
	);
	response.setHeader('retry-after', waitMs / 1000);
	send(response, 429, page);
}

/** Whether the guard stands: while too much comes from everywhere, or for a single place. */
function watchCrowd(limits: Limits) {
	let made: Promise<Guard> | undefined;
	let wasCrowded = false;
	/** What has passed with a ticket and may not again, in this hour and the one before: a ticket lasts an hour. */
	let spent = { hour: 0, now: new Set<string>(), before: new Set<string>() };

	return {
		/** Counts one more. @returns the guard when it has to be asked. */
		async next(isMuchFromOnePlace = false): Promise<Guard | undefined> {
			const isCrowded = limits.isCrowded();
			if (isCrowded !== wasCrowded) log.warn(isCrowded ? 'visitors.guardIsUp' : 'visitors.guardIsDown');
			wasCrowded = isCrowded;
			if (!isCrowded && !isMuchFromOnePlace) return undefined;
			return (made ??= readGuardKey().then(newGuard));
		},
		/** For what has no chat: its ticket is good once. */
		letsOnce(guard: Guard, subject: string, form: URLSearchParams, now: Date): boolean {
			const hour = Math.floor(now.getTime() / 3_600_000);
			if (hour !== spent.hour)
				spent = { hour, now: new Set(), before: hour - spent.hour === 1 ? spent.now : new Set() };
			if (!isId(subject) || spent.now.has(subject) || spent.before.has(subject)) return false;
			if (!guard.lets(subject, form, now)) return false;
			spent.now.add(subject);
			return true;
		}
	};
}

const notFound = (response: ServerResponse, language: Language): void =>
	send(response, 404, notice(language, 'title', 'not_found', home(language)));

function send(response: ServerResponse, status: number, page: Html): void {
	sendRaw(response, status, page.text);
}
function sendRaw(response: ServerResponse, status: number, page: string): void {
	response
		.writeHead(status, {
			...safeHeaders,
			'content-type': 'text/html; charset=utf-8',
			'content-length': Buffer.byteLength(page)
		})
		.end(page);
}
function sendText(response: ServerResponse, status: number, text: string): void {
	response.writeHead(status, { ...safeHeaders, 'content-type': 'text/plain; charset=utf-8' }).end(text);
}

/** An answer without an end. Proxies are told not to keep it back. */
function startOpen(response: ServerResponse): void {
	response.writeHead(200, { ...safeHeaders, 'content-type': 'text/html; charset=utf-8', 'x-accel-buffering': 'no' });
}

/**
 * Does the browser say that the form stands on somebody else's page? `Origin` cannot tell: without a referrer our own forms
 * send `null`. Browsers from before 2023, and all of them over plain http, say nothing and are believed.
 */
function isForeign({ headers }: IncomingMessage): boolean {
	const site = headers['sec-fetch-site'];
	return site !== undefined && site !== 'same-origin' && site !== 'none';
}

/**
 * The last that is known of where a request came from; only ever made into a mark that is forgotten (limits.ts). What the
 * header says is believed only of a proxy that is known to write it: anybody can send one.
 */
function placeOf(request: IncomingMessage): string {
	const forwarded = config().trustsProxy && request.headers['x-forwarded-for'];
	const last = typeof forwarded === 'string' ? forwarded.split(',').at(-1)!.trim() : '';
	return last || (request.socket.remoteAddress ?? '');
}

/** Wrong codes wait for their answer, but never so many that the waiting itself becomes a burden. */
let pausing = 0;
async function pauseFor(ms: number): Promise<void> {
	if (pausing >= 200) return;
	pausing++;
	await new Promise((resolve) => setTimeout(resolve, ms));
	pausing--;
}

/** Node joins a header that came twice. */
const acceptedBy = (request: IncomingMessage): string => request.headers['accept-encoding'] ?? '';

interface StaticFile {
	type: string;
	plain: Buffer;
	gzip: Buffer;
	brotli: Buffer;
}

function sendFile(request: IncomingMessage, response: ServerResponse, file: StaticFile): void {
	const accepts = acceptedBy(request);
	const encoding = /\bbr\b/.test(accepts) ? 'br' : /\bgzip\b/.test(accepts) ? 'gzip' : undefined;
	const body = encoding === 'br' ? file.brotli : encoding === 'gzip' ? file.gzip : file.plain;
	response
		.writeHead(200, {
			...safeHeaders,
			...(encoding ? { 'content-encoding': encoding } : {}),
			vary: 'accept-encoding',
			'content-type': file.type,
			'content-length': body.length
		})
		.end(body);
}

const load = (name: string, type: string): StaticFile => {
	const plain = readFileSync(path.join(import.meta.dirname, name));
	return { type, plain, gzip: gzipSync(plain), brotli: brotliCompressSync(plain) };
};
const files: Record<string, StaticFile | undefined> = {
	'/besok.css': load('besok.css', 'text/css; charset=utf-8'),
	'/besok.js': load('besok.js', 'text/javascript; charset=utf-8'),
	'/vent.js': load('vent.js', 'text/javascript; charset=utf-8'),
	'/robots.txt': load('robots.txt', 'text/plain; charset=utf-8')
};
