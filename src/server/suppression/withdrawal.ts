/** How somebody's own wish to be contacted again came to us. */
export const grounds = ['inWriting', 'byPhone', 'inPerson'] as const;
export type Ground = (typeof grounds)[number];

/** A wish that waits for a second person. Nothing in it says whose it is. */
export interface Withdrawal {
	id: string;
	ground: Ground;
	/** Where their own words stand, when they wrote. */
	conversationId: string | null;
	askedByName: string;
	askedAt: Date;
	isMine: boolean;
}

/** How long a wish waits for a second person; the database counts the same days. */
export const withdrawalDays = 14;
