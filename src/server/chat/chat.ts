import type { StaffActor } from '../shared/actor.ts';
import type { ChatLine } from '../shared/chat.ts';

export type ChatState = 'waiting' | 'answered' | 'closed';

/** Which chats to list: those nobody has, my own, all that are not put away, and those that are. */
export const chatFilters = ['waiting', 'mine', 'open', 'closed'] as const;
export type ChatFilter = (typeof chatFilters)[number];

/** One line of the inbox. */
export interface ChatSummary {
	id: string;
	state: ChatState;
	language: string;
	/** Since when they wait; when `state` is `waiting`. */
	waitingSince: Date;
	lastInboundAt: Date;
	messages: number;
	assignedTo: { id: string; name: string } | null;
	isMine: boolean;
	isPaused: boolean;
	isBlocked: boolean;
	/** The last thing they wrote; null for who may not read it yet (a peer, before taking it). */
	lastText: string | null;
}

/** One chat as it is read by us. */
export interface ChatThread {
	id: string;
	state: ChatState;
	language: string;
	waitingSince: Date;
	openedAt: Date;
	expiresAt: Date;
	/** Nobody was here when it was opened. */
	wasOpen: boolean;
	assignedTo: { id: string; name: string } | null;
	second: { id: string; name: string } | null;
	/** May I write: it is mine, I am the second, or nobody has it. */
	mayWrite: boolean;
	isPaused: boolean;
	isBlocked: boolean;
	/** From whoever had it before; dies with the chat (R46). */
	note: { text: string; by: string } | null;
	lines: ChatLine[];
}

/** What of a chat somebody may see: all, that it waits, or nothing. */
export type Sight = 'whole' | 'outline' | 'none';

/**
 * Advisers and leads see every chat but those of people they know privately (R5); a peer who has been trained sees what is
 * theirs, and that somebody waits whom nobody has taken and who does not mind a peer.
 */
export function decideSight(
	me: StaffActor,
	chat: { state: ChatState; assignedTo: string | null; secondTo: string | null; isBarred: boolean }
): Sight {
	if (chat.isBarred || me.isService) return 'none';
	if (!isOnlyPeer(me)) return 'whole';
	if (chat.assignedTo === me.id || chat.secondTo === me.id) return 'whole';
	return chat.state === 'waiting' && chat.assignedTo === null ? 'outline' : 'none';
}

export const isOnlyPeer = ({ roles }: StaffActor): boolean => !roles.includes('adviser') && !roles.includes('lead');

/** The role as which somebody opened a chat, as the visitor is told: the least of those that let them. */
export const openingRole = ({ roles }: StaffActor): string =>
	roles.includes('adviser') ? 'adviser' : roles.includes('lead') ? 'lead' : 'peer';

/** Five minutes: how exactly times are shown once a chat is closed, so that they tell less of when somebody was online. */
export function roundTime(at: Date): Date {
	const step = 5 * 60_000;
	return new Date(Math.floor(at.getTime() / step) * step);
}
