/** `waiting`: a person waits for us. `answered`: we have answered, or read it. `closed`: put away. */
export type ConversationState = 'waiting' | 'answered' | 'closed';

/** Which part of the inbox to show. */
export const filters = ['waiting', 'open', 'closed'] as const;
export type Filter = (typeof filters)[number];

/** One row of the inbox: a masked address and the last thing they wrote. */
export interface ConversationSummary {
	id: string;
	address: string;
	state: ConversationState;
	maybeStop: boolean;
	/** They asked to be left alone and have not written since. */
	optedOut: boolean;
	lastText: string;
	lastInboundAt: Date;
	messages: number;
}

/** One conversation as it is read. */
export interface Thread {
	id: string;
	address: string;
	state: ConversationState;
	maybeStop: boolean;
	optedOut: boolean;
	lastInboundAt: Date;
	messages: { id: string; direction: 'in' | 'out'; text: string; at: Date; author: string | null }[];
}

/** The keyholder's name for the one key that seals a conversation: its address and every message. */
export const keyOf = (conversationId: string): string => `conversation:${conversationId}`;
