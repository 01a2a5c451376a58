// Where a worker is killed: every kind of step that it takes between a line of a list and a receipt.

/** When in a life of the worker: while it takes news in, answers, or sends. */
export type Phase = 'news' | 'answers' | 'send';

export interface Point {
	phase: Phase;
	/** What it was doing: a statement, or something of the simulated phones. */
	step: RegExp | 'sendAll' | 'collect' | 'done' | 'phonesCommit';
	when: 'before' | 'after';
}

export const points = {
	'lines are taken': { phase: 'send', step: /^select .* from "campaign_recipient" .* skip locked/s, when: 'after' },
	'addresses are claimed': { phase: 'send', step: /attempt_claim_first/, when: 'after' },
	'attempts are handed over': { phase: 'send', step: /attempt_hand_over/, when: 'after' },
	'lines are marked as sent': { phase: 'send', step: /update campaign_recipient r set state = 'sent'/, when: 'after' },
	'messages are on record': { phase: 'send', step: /insert into delivery_message \(/, when: 'after' },
	'the batch is about to be committed': { phase: 'send', step: /^commit/, when: 'before' },
	'the batch is committed': { phase: 'send', step: /^commit/, when: 'after' },
	'messages are about to be marked as called': {
		phase: 'send',
		step: /delivery_message m set\s+gateway/,
		when: 'before'
	},
	'messages are marked as called': { phase: 'send', step: /delivery_message m set\s+gateway/, when: 'after' },
	'the gateway is about to be called': { phase: 'send', step: 'sendAll', when: 'before' },
	'the gateway is in the middle of it': { phase: 'send', step: 'phonesCommit', when: 'before' },
	'the gateway has taken them': { phase: 'send', step: 'sendAll', when: 'after' },
	'its answers are on record': {
		phase: 'send',
		step: /delivery_message m set\s+state = case when r\.state/,
		when: 'after'
	},
	'receipts are fetched': { phase: 'send', step: 'collect', when: 'after' },
	'receipts are stored': { phase: 'send', step: /insert into delivery_receipt/, when: 'after' },
	'receipts have settled messages': { phase: 'send', step: 'done', when: 'before' },
	'the gateway knows that news are stored': { phase: 'send', step: 'done', when: 'after' },
	'an incoming message is about to be stored': { phase: 'news', step: /delivery_take_in/, when: 'before' },
	'an incoming message is stored, not committed': { phase: 'news', step: /delivery_take_in/, when: 'after' },
	'an incoming message is committed': { phase: 'news', step: 'done', when: 'before' }
} as const satisfies Record<string, Point>;

export type PointName = keyof typeof points;

/** What a life of the worker is told, as JSON in the environment. */
export interface Orders {
	databaseUrl: string;
	campaignId: string;
	/** Where to end; without it the worker works until there is nothing left. */
	point?: PointName;
	/** Not before so many messages have reached the phones. */
	notBefore: number;
}
