import { m } from '#messages';
import type { ChatEvent } from '#shared/chat.ts';

/** What a chat is called among us: the end of its id, which says nothing about anybody. */
export const chatName = (id: string): string => m.chat_one({ code: id.slice(-3).toUpperCase() });

/** How long somebody has waited, no more exactly than anybody needs to know. */
export function waitedWords(since: Date, now: Date): string {
	const minutes = Math.floor((now.getTime() - since.getTime()) / 60_000);
	if (minutes < 1) return m.chat_waited_now();
	if (minutes < 10) return m.chat_waited_minutes({ count: minutes });
	if (minutes < 55) return m.chat_waited_minutes({ count: Math.round(minutes / 5) * 5 });
	const hours = Math.max(1, Math.round(minutes / 60));
	return hours < 24 ? m.chat_waited_hours({ count: hours }) : m.chat_waited_days({ count: Math.floor(hours / 24) });
}

/** «12 min», «3 t»: how long the first answer took. */
export const minutesText = (minutes: number): string =>
	minutes < 60 ? m.chat_minutes({ count: Math.max(1, minutes) }) : m.chat_hours({ count: Math.round(minutes / 60) });

const events: Record<ChatEvent, (who: { name: string }) => string> = {
	joined: m.chat_event_joined,
	handedOver: m.chat_event_handed,
	paused: m.chat_event_paused,
	resumed: m.chat_event_resumed,
	closed: m.chat_event_closed,
	blocked: m.chat_event_blocked,
	peerNotice: m.chat_event_peer
};
export const eventText = (event: ChatEvent, alias: string | null): string => events[event]({ name: alias ?? '' });

const refusals: Record<string, () => string> = {
	taken: m.chat_refused_taken,
	tooMany: m.chat_refused_many,
	notYours: m.chat_refused_not_yours,
	empty: m.chat_refused_empty,
	tooLong: m.chat_refused_long,
	unknownColleague: m.chat_refused_colleague,
	forbidden: m.chat_refused_forbidden,
	gone: m.chat_refused_gone
};
export const refusalText = (why: string): string => (refusals[why] ?? m.staff_fault_other)();
