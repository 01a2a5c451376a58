// The porter: side → locale → who → may they → the page; and the one place that turns errors into statuses.
import type { Handle, HandleServerError } from '@sveltejs/kit/hooks';
import type { RequestEvent } from '@sveltejs/kit';
import { building } from '$app/env';
import { access, type Access } from '#access';
import { config } from '#config';
import { isClockMovable, openDatabase, readClock, type Ctx } from '#db';
import { paraglideMiddleware } from './paraglide/server.js';
import { machineNow } from '#shared/clock.ts';
import type { Actor } from '#shared/actor.ts';
import { LyktError, type ErrorCode } from '#shared/errors.ts';
import { log } from '#shared/log.ts';
import { findBearer, findSession, may } from '#staff';

let house: { db: Ctx['db']; movable: boolean } | undefined;

/** Our server runs these, and waits for them, before PostgreSQL stops (src/server.ts). */
function closeWith(close: () => Promise<void>): void {
	const closers = ((globalThis as { lyktClosers?: (() => Promise<void>)[] }).lyktClosers ??= []);
	closers.push(close);
}

/** Opens the pool once; our server asks for it to be closed before PostgreSQL stops. */
async function open(): Promise<{ db: Ctx['db']; movable: boolean }> {
	if (house) return house;
	const db = openDatabase(config().staffDatabaseUrl);
	house = { db, movable: await isClockMovable(db) };
	closeWith(() => db.destroy());
	return house;
}

export const handle: Handle = async ({ event, resolve }) => {
	if (building) return resolve(event);
	return paraglideMiddleware(event.request, async ({ locale }) => {
		event.locals.locale = locale;
		event.locals.scheme = readScheme(event);
		event.locals.setCookies = [];
		const refusal = await admit(event);
		const response = refusal ?? (await resolve(event, { transformPageChunk: ({ html }) => dress(html, event) }));
		for (const cookie of event.locals.setCookies) response.headers.append('set-cookie', cookie);
		makeStaffSafe(response.headers);
		return response;
	});
};

/** Decides whether the request may go on. @returns the refusing answer, or undefined. */
async function admit(event: RequestEvent): Promise<Response | undefined> {
	const { db, movable } = await open();
	const now = movable ? await readClock(db) : machineNow();
	const asks: Access | undefined = event.route.id === null ? undefined : access[event.route.id];
	event.locals.clockIsMovable = movable;
	event.locals.ctx = { actor: { kind: 'visitor' }, now, db };
	if (asks === 'webhook') return undefined;

	const isApi = event.route.id?.startsWith('/api/') ?? false;
	const me = isApi ? await findBearer(db, event.request.headers.get('authorization')) : await findMe(event, db);
	if (me) {
		event.locals.me = me;
		event.locals.ctx = { actor: me satisfies Actor, now, db };
	}
	if (event.route.id === null) return undefined; // Kit's 404
	if (asks === 'open') return undefined;
	if (!me) return isApi ? refuse(401, 'unauthorized') : toSignIn(event);
	if (event.locals.account?.owesSecondStep && event.route.id !== '/(staff)/account') {
		return new Response(null, { status: 303, headers: { location: '/account?second-step=owed' } });
	}
	const allowed = asks === 'signedIn' || (asks !== undefined && may(me, asks));
	if (allowed) return undefined;
	return isApi ? refuse(403, 'forbidden') : sayForbidden(event);
}

/**
 * Kit's own page for what is thrown here is bare and English. Somebody who opens a page gets the refusal inside the
 * frame, in their language. @throws LyktError for a posted form and for data: nothing of the route has run.
 */
async function sayForbidden(event: RequestEvent): Promise<Response> {
	if (event.request.method !== 'GET' || event.isDataRequest || event.isSubRequest) throw new LyktError('forbidden');
	const page = await event.fetch('/refused');
	return new Response(await page.text(), {
		status: 403,
		headers: { 'content-type': 'text/html; charset=utf-8' }
	});
}

async function findMe(event: RequestEvent, db: Ctx['db']) {
	if (!event.request.headers.get('cookie')?.includes('lykt.session_token')) return undefined;
	const session = await findSession(db, event.request.headers);
	if (!session) return undefined;
	event.locals.setCookies.push(...session.cookies);
	const owesSecondStep = config().twoStep === 'required' && !session.twoStep;
	event.locals.account = { email: session.email, twoStep: session.twoStep, owesSecondStep };
	return session.me;
}

function toSignIn(event: RequestEvent): Response {
	const back = event.request.method === 'GET' ? event.url.pathname + event.url.search : '/';
	const to = back === '/' ? '/sign-in' : `/sign-in?back=${encodeURIComponent(back)}`;
	return new Response(null, { status: 303, headers: { location: to } });
}

const refuse = (status: number, code: string) => Response.json({ error: { code } }, { status });

function readScheme(event: RequestEvent): 'auto' | 'light' | 'dark' {
	const scheme = event.cookies.get('lykt_scheme');
	return scheme === 'light' || scheme === 'dark' ? scheme : 'auto';
}

/** Fills the placeholders of app.html. */
function dress(html: string, event: RequestEvent): string {
	return html
		.replace('%lykt.lang%', event.locals.locale)
		.replace('%lykt.scheme%', event.locals.scheme)
		.replace('%lykt.body%', bodyClass(event.route.id));
}

/** A registration takes the whole screen of a phone; its bar of sections steps aside. */
const bodyClass = (routeId: string | null): string => (routeId === '/(staff)/contacts/new' ? 'task' : '');

function makeStaffSafe(headers: Headers): void {
	headers.set('cache-control', 'no-store');
	headers.set('referrer-policy', 'same-origin');
	headers.set('x-content-type-options', 'nosniff');
	headers.set('x-frame-options', 'DENY');
	headers.set('cross-origin-opener-policy', 'same-origin');
	headers.set('permissions-policy', 'camera=(), geolocation=(), microphone=()');
}

const statusOf: Record<ErrorCode, number> = {
	notFound: 404,
	forbidden: 403,
	keyholderUnreachable: 503,
	keyDestroyed: 410,
	quotaSpent: 429,
	badConfig: 500
};

/** What was sent says that it is a form and is none: the sender's fault, and no reason to fill our log. */
const isUnreadableForm = (error: unknown) =>
	error instanceof TypeError && error.message === 'Failed to parse body as FormData.';

export const handleError: HandleServerError = ({ error, event, kind }) => {
	if (kind !== 'unknown') return undefined;
	if (error instanceof LyktError) {
		if (statusOf[error.code] >= 500) log.error('web.error', error, { route: event.route.id });
		return { status: statusOf[error.code], message: error.code, code: error.code };
	}
	if (isUnreadableForm(error)) return { status: 400, message: 'malformed', code: 'malformed' };
	log.error('web.error', error, { route: event.route.id });
	return { message: 'unexpected', code: 'unexpected' };
};
