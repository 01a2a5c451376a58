import { sql } from 'kysely';
import type { Ctx } from '../db/index.ts';
import type { ChatEvent, ChatLine, Lifetime } from '../shared/chat.ts';
import type { EmergencyNumber } from '../shared/emergency.ts';

// The visitors' log-in may call these functions and read the service's name; it has no right on any other table.
type Db = Pick<Ctx, 'db'>;

/** `stands`: it was there already, with this secret. `notTheirs`: it was, with another. */
export async function callOpen(
	{ db }: Db,
	chat: { id: string; token: Buffer; code: Buffer; language: string; wasOpen: boolean; noPeer: boolean }
): Promise<'opened' | 'stands' | 'notTheirs'> {
	const { rows } = await sql<{ how: 'opened' | 'stands' | 'notTheirs' }>`
		select visitor_open(${chat.id}, ${chat.token}, ${chat.code}, ${chat.language}, ${chat.wasOpen},
			${chat.noPeer}) as how`.execute(db);
	return rows[0]!.how;
}

export interface Writing {
	chatId: string;
	token: Buffer;
	id: string;
	sealed: Buffer;
}
export interface Written {
	seq: number | null;
	why: 'notFound' | 'blocked' | null;
}

/** One answer per message, in their order. */
export async function callWrite({ db }: Db, messages: readonly Writing[]): Promise<Written[]> {
	const { rows } = await sql<Written>`
		select seq, why from visitor_write(
			${messages.map((m) => m.chatId)}::uuid[], ${messages.map((m) => m.token)}::bytea[],
			${messages.map((m) => m.id)}::uuid[], ${messages.map((m) => m.sealed)}::bytea[]) order by place`.execute(db);
	return rows;
}

export interface Reading {
	chatId: string;
	token: Buffer;
	since: number;
}
/** A line as it is stored; `seq` null: that chat is gone or was never theirs. */
export interface StoredLine {
	place: number;
	seq: number | null;
	id: string;
	author: ChatLine['author'];
	alias: string | null;
	event: ChatEvent | null;
	sealedBody: Buffer | null;
	at: Date;
}

/** `place` counts from 1 in the order asked. */
export async function callRead({ db }: Db, chats: readonly Reading[]): Promise<StoredLine[]> {
	const { rows } = await sql<StoredLine>`
		select place, seq, id, author, alias, event, sealed_body, at from visitor_read(
			${chats.map((c) => c.chatId)}::uuid[], ${chats.map((c) => c.token)}::bytea[],
			${chats.map((c) => c.since)}::int[])`.execute(db);
	return rows;
}

export interface StoredStatus {
	state: 'waiting' | 'answered' | 'closed';
	days: Lifetime;
	expiresAt: Date;
	isBlocked: boolean;
	isPaused: boolean;
	language: string;
	noPeer: boolean;
	openedBy: Record<string, number>;
}

export async function callStatus({ db }: Db, chatId: string, token: Buffer): Promise<StoredStatus | undefined> {
	const { rows } = await sql<StoredStatus>`
		select state, days, expires_at, is_blocked, is_paused, language, no_peer, opened_by
		from visitor_status(${chatId}, ${token})`.execute(db);
	return rows[0];
}

export const callErase = ({ db }: Db, chatId: string, token: Buffer) =>
	done(sql`select visitor_erase(${chatId}, ${token}) as done`.execute(db));

export const callKeepFor = ({ db }: Db, chatId: string, token: Buffer, days: Lifetime) =>
	done(sql`select visitor_keep_for(${chatId}, ${token}, ${days}) as done`.execute(db));

export const callChooseHelper = ({ db }: Db, chatId: string, token: Buffer, noPeer: boolean) =>
	done(sql`select visitor_choose_helper(${chatId}, ${token}, ${noPeer}) as done`.execute(db));

export const callRenewCode = ({ db }: Db, chatId: string, token: Buffer, code: Buffer) =>
	done(sql`select visitor_renew_code(${chatId}, ${token}, ${code}) as done`.execute(db));

/** @returns the chat of a return code, now open for the new secret too. */
export async function callReturn({ db }: Db, code: Buffer, token: Buffer): Promise<string | undefined> {
	const { rows } = await sql<{ id: string | null }>`select visitor_return(${code}, ${token}) as id`.execute(db);
	return rows[0]!.id ?? undefined;
}

export async function callEvaluate({ db }: Db, answers: object): Promise<void> {
	await sql`select visitor_evaluate(${JSON.stringify(answers)}::jsonb)`.execute(db);
}

export async function callSuggest({ db }: Db, month: string, sealed: Buffer): Promise<void> {
	await sql`select visitor_suggest(${`${month}-01`}::date, ${sealed})`.execute(db);
}

export async function callCountSource({ db }: Db, letter: string): Promise<void> {
	await sql`select visitor_count_source(${letter})`.execute(db);
}

export async function callLanguages({ db }: Db): Promise<string[]> {
	const { rows } = await sql<{ languages: string[] }>`select visitor_languages() as languages`.execute(db);
	return rows[0]!.languages;
}

export async function callAddress({ db }: Db): Promise<string> {
	const { rows } = await sql<{ address: string }>`select visitor_address() as address`.execute(db);
	return rows[0]!.address;
}

export async function callAnswers({ db }: Db): Promise<{ answer: string; answeredOn: string }[]> {
	const { rows } = await sql<{ answer: string; answeredOn: string }>`
		select answer, answered_on from visitor_answers()`.execute(db);
	return rows;
}

export async function callHasPeers({ db }: Db): Promise<boolean> {
	const { rows } = await sql<{ has: boolean }>`select visitor_has_peers() as has`.execute(db);
	return rows[0]!.has;
}

export async function callEmergencyNumbers({ db }: Db): Promise<EmergencyNumber[]> {
	const { rows } = await sql<EmergencyNumber>`select code, number from visitor_emergency_numbers()`.execute(db);
	return rows;
}

async function done(answer: Promise<{ rows: unknown[] }>): Promise<boolean> {
	return ((await answer).rows[0] as { done: boolean }).done;
}
