import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { newId } from '../../shared/ids.ts';
import type { Msisdn } from '../../shared/phone.ts';
import type { Gateway, MessagePicture, News, OutgoingMessage, SendAnswer } from '../gateway.ts';

/**
 * Simulated phones: an ordinary gateway whose network is one SQLite file beside the data. It stands for the world
 * outside (and is therefore not in PostgreSQL), survives `kill -9`, and knows neither pace nor hours. A message with an
 * id it has seen is not shown twice.
 */
export class LoopbackGateway implements Gateway {
	readonly name = 'loopback';
	readonly isSimulated = true;
	readonly can = { twoWay: true, alphanumericSender: true, receipts: true, picture: true };
	readonly #db: DatabaseSync;
	#outage = 0;
	readonly #pictures = new WeakMap<Buffer, string>();

	constructor(folder: string) {
		mkdirSync(folder, { recursive: true, mode: 0o700 });
		this.#db = new DatabaseSync(path.join(folder, 'phones.sqlite'));
		this.#db.exec(`
			pragma journal_mode = wal; pragma synchronous = normal; pragma busy_timeout = 5000; pragma secure_delete = on;
			create table if not exists line (
				place integer primary key, id text not null unique, number text not null, sender text,
				direction text not null check (direction in ('toPhone', 'fromPhone')),
				text text not null, at integer not null, told integer not null default 0);
			create index if not exists line_number on line (number, place);
			create index if not exists line_untold on line (told) where told = 0;
			create table if not exists picture (
				name text primary key, png blob not null, alt text not null);
			create table if not exists line_picture (
				line text primary key, name text not null) without rowid;`);
	}

	/** The next `count` messages find the network down, as they sometimes do. */
	breakDown(count: number): void {
		this.#outage = count;
	}

	async send(message: OutgoingMessage): Promise<SendAnswer> {
		const [answer] = await this.sendAll([message]);
		return answer!;
	}

	sendAll(messages: readonly OutgoingMessage[]): Promise<SendAnswer[]> {
		const insert = this.#db.prepare(
			`insert into line (id, number, sender, direction, text, at) values (?, ?, ?, 'toPhone', ?, unixepoch('subsec') * 1000) on conflict do nothing`
		);
		return Promise.resolve(
			this.#atOnce(() =>
				messages.map(({ id, to, sender, text, picture }): SendAnswer => {
					if (this.#outage > 0) {
						this.#outage--;
						return { kind: 'unavailable' };
					}
					insert.run(id, to, sender, text);
					if (picture) this.#attach(id, picture);
					return { kind: 'accepted', providerRef: id };
				})
			)
		);
	}

	/** A picture that goes to thousands is stored once. */
	#attach(line: string, picture: MessagePicture): void {
		const name = this.#pictures.get(picture.png) ?? newId();
		this.#pictures.set(picture.png, name);
		this.#db
			.prepare('insert into picture (name, png, alt) values (?, ?, ?) on conflict do nothing')
			.run(name, picture.png, picture.alt);
		this.#db.prepare('insert into line_picture (line, name) values (?, ?) on conflict do nothing').run(line, name);
	}

	/** The picture of that name as PNG. */
	readPicture(name: string): Buffer | undefined {
		const row = this.#db.prepare('select png from picture where name = ?').get(name) as { png: Uint8Array } | undefined;
		return row && Buffer.from(row.png);
	}

	/** Every message is reported delivered, once; what the phones wrote comes in. */
	collect(): Promise<News> {
		const lines = this.#db
			.prepare('select * from line where told = 0 order by place limit 1000')
			.all() as unknown as Line[];
		const at = (line: Line) => new Date(line.at);
		return Promise.resolve({
			receipts: lines
				.filter((line) => line.direction === 'toPhone')
				.map((line) => ({ providerRef: line.id, state: 'delivered' as const, at: at(line) })),
			inbound: lines
				.filter((line) => line.direction === 'fromPhone')
				.map((line) => ({ providerRef: line.id, from: line.number, text: line.text, at: at(line) })),
			done: () => {
				const told = this.#db.prepare('update line set told = 1 where place = ?');
				this.#atOnce(() => lines.forEach((line) => told.run(line.place)));
				return Promise.resolve();
			}
		});
	}

	/** A person playing a phone writes something. */
	writeFrom(number: Msisdn, text: string): void {
		this.#db
			.prepare(
				`insert into line (id, number, direction, text, at) values (?, ?, 'fromPhone', ?, unixepoch('subsec') * 1000)`
			)
			.run(newId(), number, text);
	}

	/** The phones that have got or sent something, the latest first. */
	listPhones(limit: number): { number: Msisdn; lines: number; last: string }[] {
		const rows = this.#db
			// SQLite takes the bare column `text` from the row that has the maximum.
			.prepare(
				'select number, count(*) as lines, max(place) as latest, text as last from line group by number order by latest desc limit ?'
			)
			.all(limit) as unknown as { number: Msisdn; lines: number; last: string }[];
		return rows.map(({ number, lines, last }) => ({ number, lines, last }));
	}

	/** What stands on one phone, oldest first. */
	readPhone(number: Msisdn): PhoneLine[] {
		const rows = this.#db
			.prepare(
				`select l.*, p.name, p.alt from line l left join line_picture lp on lp.line = l.id
				left join picture p on p.name = lp.name where number = ? order by place`
			)
			.all(number) as unknown as (Line & { name: string | null; alt: string | null })[];
		return rows.map(({ direction, text, at, name, alt }) => ({
			direction,
			text,
			at: new Date(at),
			picture: name === null ? undefined : { name, alt: alt ?? '' }
		}));
	}

	/** How many messages went out to phones, and to how many different ones. */
	count(): { messages: number; phones: number } {
		return this.#db
			.prepare(`select count(*) as messages, count(distinct number) as phones from line where direction = 'toPhone'`)
			.get() as unknown as { messages: number; phones: number };
	}

	/** How often a text stands on each phone that has it. */
	countShown(text: string): { number: Msisdn; times: number }[] {
		return this.#db
			.prepare(`select number, count(*) as times from line where direction = 'toPhone' and text = ? group by number`)
			.all(text) as unknown as { number: Msisdn; times: number }[];
	}

	/** Forgets everything older than an instant; the purge calls it, so that a tried-out list does not stay here. */
	forgetBefore(at: Date): void {
		this.#db.prepare('delete from line where at < ?').run(at.getTime());
		this.#db.exec(
			'delete from line_picture where line not in (select id from line); delete from picture where name not in (select name from line_picture)'
		);
		this.#db.exec('pragma wal_checkpoint(truncate)'); // what was written lately stands in its log too
	}

	/** One write of the file instead of one for each line; all or nothing. */
	#atOnce<T>(work: () => T): T {
		this.#db.exec('begin immediate');
		try {
			const result = work();
			this.#db.exec('commit');
			return result;
		} catch (error) {
			this.#db.exec('rollback');
			throw error;
		}
	}

	close(): void {
		this.#db.close();
	}
}

/** A line on a phone; `picture` is what came along, by the name that `readPicture` takes. */
export interface PhoneLine {
	direction: 'toPhone' | 'fromPhone';
	text: string;
	at: Date;
	picture: { name: string; alt: string } | undefined;
}

interface Line {
	place: number;
	id: string;
	number: Msisdn;
	direction: 'toPhone' | 'fromPhone';
	text: string;
	at: number;
}
