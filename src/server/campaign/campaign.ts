import * as v from 'valibot';
import type { WaitReason } from '../attempt/index.ts';
import type { StaffActor } from '../shared/actor.ts';
import { addDays, isDay, localDay, startOfDay } from '../shared/calendar.ts';
import type { NumberFault } from '../shared/phone.ts';
import { languages } from '../text/index.ts';

/** draft → approved (by another) → running ⇄ paused → closed. */
export type CampaignState = 'draft' | 'approved' | 'running' | 'paused' | 'closed';

const day = v.pipe(v.string(), v.check(isDay, 'notADay'));
const languageCode = v.picklist(
	languages.map((language) => language.code),
	'unknownLanguage'
);
const text = v.pipe(v.string(), v.trim(), v.minLength(1, 'empty'), v.maxLength(800, 'tooLong'));

/** What makes a campaign: the same for the form and the API. `message` has one text per language, at least one. */
export const campaignInput = v.object({
	name: v.pipe(v.string('empty'), v.trim(), v.minLength(1, 'empty'), v.maxLength(80, 'tooLong')),
	goal: v.pipe(v.string('empty'), v.trim(), v.minLength(1, 'empty'), v.maxLength(500, 'tooLong')),
	endsOn: v.pipe(v.string('empty'), v.nonEmpty('empty'), day),
	message: v.pipe(
		v.record(languageCode, text),
		v.check((message) => Object.keys(message).length > 0, 'empty')
	),
	sender: v.optional(v.pipe(v.string(), v.trim(), v.maxLength(20, 'tooLong'))),
	callAfterDays: v.optional(
		v.pipe(v.number(), v.integer(), v.minValue(1, 'outOfRange'), v.maxValue(30, 'outOfRange')),
		3
	)
});
export type CampaignInput = v.InferOutput<typeof campaignInput>;

/** A campaign may last a year at most; most last two weeks. */
export function decideEndDay(endsOn: string, now: Date): 'ok' | 'past' | 'tooFar' {
	const today = localDay(now);
	if (endsOn < today) return 'past';
	return endsOn > addDays(today, 366) ? 'tooFar' : 'ok';
}

/** One campaign without its lines. */
export interface Campaign {
	id: string;
	name: string;
	goal: string;
	endsOn: string;
	sender: string;
	defaultLanguage: string;
	callAfterDays: number;
	state: CampaignState;
	createdBy: { id: string; name: string };
	/** Whoever made it, wrote the text or gave the list as they stand: none of them may approve it. */
	authors: string[];
	audienceBy: string[];
	createdAt: Date;
	submittedAt: Date | null;
	approvedBy: string | null;
	startedAt: Date | null;
	closedAt: Date | null;
	uploadedAt: Date | null;
	checkedAt: Date | null;
	audienceKey: string | null;
	erasedAt: Date | null;
	lineCount: number;
	duplicateCount: number;
	rejectedCounts: Partial<Record<NumberFault, number>>;
	waitCounts: Partial<Record<WaitReason, number>>;
	/** How many had opted out when the lines were erased; null before that. */
	optedOutCount: number | null;
	texts: Record<string, string>;
}

/** Lines that may go and lines that must wait, and why. */
export interface VerdictCounts {
	go: number;
	wait: Partial<Record<WaitReason, number>>;
}

const days = 24 * 60 * 60_000;

/**
 * When the numbers of an audience are erased by destroying its key (R58): a draft after 7 days; otherwise 14 days after
 * the last first message, and 30 days after the upload at the latest.
 */
export function eraseAt(
	campaign: Pick<Campaign, 'state' | 'uploadedAt' | 'approvedBy'>,
	lastSentAt: Date | null,
	hasUnsent: boolean
): Date | undefined {
	if (!campaign.uploadedAt) return undefined;
	const uploaded = campaign.uploadedAt.getTime();
	if (!campaign.approvedBy) return new Date(uploaded + 7 * days);
	const latest = uploaded + 30 * days;
	const isSending = hasUnsent && campaign.state !== 'closed';
	if (isSending) return new Date(latest);
	return new Date(Math.min(latest, (lastSentAt?.getTime() ?? uploaded) + 14 * days));
}

/** Messages sent before this instant are old enough for a call today. */
export const sentBeforeForCall = (now: Date, callAfterDays: number): Date =>
	startOfDay(addDays(localDay(now), 1 - callAfterDays));

/** Calls end when somebody was reached or will not be contacted, or after the second try (R78). */
export const callLimit = 2;

/** Why a campaign cannot take a step now. */
export type StepRefusal = 'forbidden' | 'notFound' | 'wrongState' | 'ownCampaign' | 'noAudience' | 'ended' | 'erased';

/** Four eyes: whoever had a hand in it does not approve it. A service account counts as whoever made the campaign with it. */
export function decideApproval(
	campaign: Pick<Campaign, 'state' | 'authors' | 'endsOn' | 'uploadedAt' | 'erasedAt'>,
	actor: Pick<StaffActor, 'id'>,
	now: Date
): StepRefusal | 'ok' {
	if (campaign.state !== 'draft') return 'wrongState';
	if (campaign.authors.includes(actor.id)) return 'ownCampaign';
	if (campaign.erasedAt) return 'erased';
	if (!campaign.uploadedAt) return 'noAudience';
	return campaign.endsOn < localDay(now) ? 'ended' : 'ok';
}

/** An approved or paused campaign may start (again) while its time lasts and its numbers can be read. */
export function decideStart(campaign: Pick<Campaign, 'state' | 'endsOn' | 'erasedAt'>, now: Date): StepRefusal | 'ok' {
	if (campaign.state !== 'approved' && campaign.state !== 'paused') return 'wrongState';
	if (campaign.erasedAt) return 'erased';
	return campaign.endsOn < localDay(now) ? 'ended' : 'ok';
}
