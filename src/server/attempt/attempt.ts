import type { HoldFacts } from '../suppression/index.ts';

/** Version of the rule below; stored with every attempt, so that old decisions can be explained. */
export const ruleVersion = 2;

/** How long a claim keeps others away before it must be used. */
export const claimMinutes = { sms: 10, call: 30 } as const;

/** Why somebody is not contacted now. */
export type WaitReason = 'optedOut' | 'contactedRecently' | 'claimed' | 'paused' | 'quotaSpent';

/** The gate's answer: go, or wait with one reason and a date where there is one. */
export type Verdict = { go: true } | { go: false; reason: WaitReason; until?: Date };

/** How a call ended. */
export const dispositions = ['reached', 'badTime', 'noAnswer', 'notTargetGroup', 'declined'] as const;
export type Disposition = (typeof dispositions)[number];

/**
 * May this address get a first contact now? An opt-out has no end (R65); a contact holds for six calendar months (R64);
 * a claim of somebody else, or a reply that nobody has read yet, makes us wait. The database refuses by the same rule,
 * whoever asks (`attempt_claim_first`).
 */
export function decideVerdict(facts: HoldFacts, now: Date): Verdict {
	if (facts.kind === 'optedOut') return { go: false, reason: 'optedOut' };
	if (facts.kind === 'contacted' && facts.until! > now)
		return { go: false, reason: 'contactedRecently', until: facts.until! };
	if (facts.paused) return { go: false, reason: 'paused' };
	if (facts.kind === 'claimed' && facts.until! > now) return { go: false, reason: 'claimed', until: facts.until! };
	return { go: true };
}
