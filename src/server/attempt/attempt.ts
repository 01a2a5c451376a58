import { addDays, localDay, startOfDay } from '../shared/calendar.ts';
import type { EmailFault, NickFault } from '../shared/nick.ts';
import { assertNever } from '../shared/outcome.ts';
import type { NumberFault } from '../shared/phone.ts';
import type { HoldFacts } from '../suppression/index.ts';

/**
 * Version of the rule below; stored with every attempt, so that old decisions can be explained. The database says the same
 * number (`attempt_rule_version`) and refuses another. 1: numbers on any list. 2: numbers on the campaign's own list, and
 * first contacts by hand, to nicks and e-mail addresses too.
 */
export const ruleVersion = 2;

/** How long a claim keeps others away before it must be used. */
export const claimMinutes = { sms: 10, call: 30, byHand: 30 } as const;

/**
 * Why somebody is not contacted now (design.md §4). `notTargetGroup` and `minor` are answers in the moment, to what
 * somebody sees with their own eyes: neither is stored (docs/decisions/011). `partnerWait` waits until there are partners.
 */
export const waitReasons = [
	'optedOut',
	'contactedRecently',
	'claimed',
	'paused',
	'quotaSpent',
	'notTargetGroup',
	'minor',
	'invalidNumber',
	'campaignClosed',
	'arenaClosed',
	'outsideHours',
	'noShift'
] as const;
export type WaitReason = (typeof waitReasons)[number];

export type AddressFault = NumberFault | NickFault | EmailFault;

/** The gate's answer: go, or wait with one reason and a date where there is one; `kind` is the fault of an address. */
export type Verdict = { go: true } | { go: false; reason: WaitReason; until?: Date; kind?: AddressFault };

/** How a call ended. */
export const dispositions = ['reached', 'badTime', 'noAnswer', 'notTargetGroup', 'declined'] as const;
export type Disposition = (typeof dispositions)[number];

/** What a person may have seen before they ask; either means that the address is never contacted by us. */
export const sights = ['minor', 'notTargetGroup'] as const;
export type Sight = (typeof sights)[number];

/** How a first contact by hand is made. */
export type HandChannel = 'sms' | 'call' | 'arenaMessage' | 'email';

/** What is known in the moment, beside the row of the address. */
export interface Moment {
	/** The address cannot be used as it is written. */
	fault?: AddressFault;
	/** What the person who asks has seen. */
	seen?: Sight;
	/** The task that is asked for is over. */
	closed?: 'campaign' | 'arena';
	/** It is outside hours, until then. */
	outsideHours?: Date;
	/** Nobody is on duty to read an answer. */
	noShift?: boolean;
	/** The person's checks of the day are used up. */
	quotaSpent?: boolean;
}

/**
 * May this address get a first contact now? An opt-out has no end (R65); a contact holds for six calendar months (R64);
 * a claim of somebody else, or a reply that nobody has read yet, makes us wait. The database refuses by the same rule,
 * whoever asks (`attempt_claim_first`, `attempt_claim_by_hand`).
 */
export function decideVerdict(facts: HoldFacts, now: Date): Verdict {
	if (facts.kind === 'optedOut') return wait('optedOut');
	if (facts.kind === 'contacted' && facts.until! > now) return wait('contactedRecently', facts.until!);
	if (facts.paused) return wait('paused');
	if (facts.kind === 'claimed' && facts.until! > now) return wait('claimed', facts.until!);
	return { go: true };
}

/**
 * Is there a reason to wait before the address itself is looked at? What speaks for the person comes first, then the
 * task, then the time; whoever must wait for one of these learns nothing of the address.
 */
export function decideMoment(moment: Moment, now: Date): Verdict {
	if (moment.fault) return { go: false, reason: 'invalidNumber', kind: moment.fault };
	if (moment.seen) return wait(moment.seen);
	if (moment.closed) return wait(`${moment.closed}Closed`);
	if (moment.outsideHours) return wait('outsideHours', moment.outsideHours);
	if (moment.noShift) return wait('noShift');
	if (moment.quotaSpent) return wait('quotaSpent', startOfDay(addDays(localDay(now), 1)));
	return { go: true };
}

/** Does this outcome of a call mean that the address must not be contacted again (R65, R80)? */
export function endsContact(disposition: Disposition): boolean {
	switch (disposition) {
		case 'declined':
		case 'notTargetGroup':
			return true;
		case 'reached':
		case 'badTime':
		case 'noAnswer':
			return false;
		default:
			return assertNever(disposition);
	}
}

const wait = (reason: WaitReason, until?: Date): Verdict => ({ go: false, reason, ...(until && { until }) });
