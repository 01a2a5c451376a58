/** `waiting`: a person waits for us. `answered`: we have answered, or read it. `closed`: put away. */
export type ConversationState = 'waiting' | 'answered' | 'closed';

/** Which part of the inbox to show. `logged` is what was written down by hand; `open` is all that is not put away. */
export const filters = ['waiting', 'answered', 'open', 'logged', 'closed'] as const;
export type Filter = (typeof filters)[number];

/** What an answer was (R62); chosen by a person, counted per campaign. */
export const responses = [
	'thanks',
	'smiley',
	'notNow',
	'question',
	'wantsAppointment',
	'notTargetGroup',
	'declined',
	'other'
] as const;
export type Response = (typeof responses)[number];

/** Does this answer mean that the address must not be contacted again (R65, R80)? */
export const endsContact = (response: Response | null): boolean =>
	response === 'declined' || response === 'notTargetGroup';

/** One row of the inbox: a masked address and the last thing they wrote. */
export interface ConversationSummary {
	id: string;
	address: string;
	state: ConversationState;
	maybeStop: boolean;
	/** They asked to be left alone and have not written since. */
	optedOut: boolean;
	response: Response | null;
	/** Empty when somebody has folded it. */
	lastText: string;
	lastIsFolded: boolean;
	lastInboundAt: Date;
	messages: number;
}

/** Which of our first messages somebody answers: ids of the room campaign, meaningless after its list is erased. */
export interface FirstMessageRef {
	campaignId: string;
	recipientId: string | null;
}

/** One conversation as it is read. */
export interface Thread {
	id: string;
	address: string;
	state: ConversationState;
	maybeStop: boolean;
	optedOut: boolean;
	response: Response | null;
	language: string | null;
	firstMessage: FirstMessageRef | null;
	lastInboundAt: Date;
	messages: {
		id: string;
		direction: 'in' | 'out';
		text: string;
		at: Date;
		author: string | null;
		folded: boolean;
	}[];
}

/** The keyholder's name for the one key that seals a conversation: its address and every message. */
export const keyOf = (conversationId: string): string => `conversation:${conversationId}`;
