import { addDays, localDay } from '../server/shared/calendar.ts';
import { machineNow } from '../server/shared/clock.ts';
import { isId } from '../server/shared/ids.ts';
import type { KeyRing } from './keys.ts';
import type { Store } from './store.ts';

/** Chats are kept 30 days after their last word at the longest; one day to spare. */
const longestDays = 31;

export interface Terms {
	/** Lets chats' keys live for as long as a chat that was written in today may be kept. */
	renew(...keys: string[]): void;
	/** Destroys the keys whose month is over, whatever the database says or whether it is there at all. */
	settle(): void;
}

/** The key of one chat. */
export const isChatKey = (value: unknown): value is string =>
	typeof value === 'string' && value.startsWith('chat:') && isId(value.slice(5));

/**
 * Keeps the month in which each chat's key ends at the latest. The chat's own end, on its day, is the database's and the
 * worker's to keep; this is what holds when both are lost, stopped or turned back (domain.md 2.5). The time is the real
 * one, never a demonstration's.
 */
export function openTerms({ db, write }: Store, keys: KeyRing, now: () => Date = machineNow): Terms {
	const upsert = db.prepare(
		'insert into key_term (id, month) values (?, ?) on conflict (id) do update set month = excluded.month'
	);
	const selectOver = db.prepare('select id from key_term where month < ? limit 500');
	const remove = db.prepare('delete from key_term where id = ?');
	const known = new Map<string, string>();
	let settled = '';

	return {
		renew(...ids) {
			const month = addDays(localDay(now()), longestDays).slice(0, 7);
			const late = ids.filter((id) => known.get(id) !== month);
			if (!late.length) return;
			write(() => late.forEach((id) => upsert.run(id, month)));
			if (known.size >= 20_000) known.clear();
			late.forEach((id) => known.set(id, month));
		},
		settle() {
			const month = localDay(now()).slice(0, 7);
			if (settled === month) return;
			const over = (selectOver.all(month) as { id: string }[]).map(({ id }) => id);
			for (const id of over) {
				keys.destroy(id);
				write(() => remove.run(id));
			}
			if (!over.length) settled = month;
		}
	};
}
