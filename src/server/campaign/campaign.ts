import * as v from 'valibot';
import type { WaitReason } from '../attempt/index.ts';
import type { StaffActor } from '../shared/actor.ts';
import { addDays, isDay, localDay, startOfDay } from '../shared/calendar.ts';
import type { NumberFault } from '../shared/phone.ts';
import { findUnknownPlaceholders, languages, plainLines } from '../text/index.ts';
import { isCounty } from '../directory/index.ts';
import {
	checklist,
	decideReadiness,
	measures,
	type Check,
	type Target,
	type TextReview,
	type Variant
} from './readiness.ts';

/** draft → approved (by another) → running ⇄ paused → closed. */
export type CampaignState = 'draft' | 'approved' | 'running' | 'paused' | 'closed';

const day = v.pipe(v.string(), v.check(isDay, 'notADay'));
const languageCode = v.picklist(
	languages.map((language) => language.code),
	'unknownLanguage'
);
const text = v.pipe(
	v.string(),
	v.transform(plainLines),
	v.trim(),
	v.minLength(1, 'empty'),
	v.maxLength(800, 'tooLong'),
	v.check((written) => !findUnknownPlaceholders(written).length, 'unknownPlaceholder')
);
const shortText = v.optional(v.pipe(v.string(), v.trim(), v.maxLength(200, 'tooLong')));

const campaignFields = v.object({
	name: v.pipe(v.string('empty'), v.trim(), v.minLength(1, 'empty'), v.maxLength(80, 'tooLong')),
	goal: v.pipe(v.string('empty'), v.trim(), v.minLength(1, 'empty'), v.maxLength(500, 'tooLong')),
	endsOn: v.pipe(v.string('empty'), v.nonEmpty('empty'), day),
	message: v.pipe(
		v.record(languageCode, text),
		v.check((message) => Object.keys(message).length > 0, 'empty')
	),
	secondMessage: v.optional(v.record(languageCode, text)),
	target: v.optional(
		v.object({
			count: v.pipe(
				v.number('notACount'),
				v.integer('notACount'),
				v.minValue(1, 'notACount'),
				v.maxValue(100_000, 'notACount')
			),
			measure: v.picklist(measures, 'notAMeasure')
		})
	),
	checklist: v.optional(v.array(v.picklist(checklist))),
	/** The template that was begun with: a text of it that stands unchanged brings its review. */
	template: v.optional(v.pipe(v.string(), v.uuid())),
	subGoal: shortText,
	offer: shortText,
	legalBasis: shortText,
	/** The county people are in, when the campaign is for one part of the country (R76). */
	region: v.optional(v.pipe(v.string(), v.check(isCounty, 'unknownCounty'))),
	sender: v.optional(v.pipe(v.string(), v.trim(), v.maxLength(20, 'tooLong'))),
	callAfterDays: v.optional(
		v.pipe(v.number(), v.integer(), v.minValue(1, 'outOfRange'), v.maxValue(30, 'outOfRange')),
		3
	)
});
/**
 * What makes a campaign: the same for the form and the API. `message` has one text per language, at least one;
 * `secondMessage` another wording of some of them, and then each recipient gets one of the two, drawn at random.
 * `target` is the goal as a number (R117) and `checklist` what whoever saves this says is in order (R94): a draft may
 * lack both, an approval needs them.
 */
export const campaignInput = v.pipe(
	campaignFields,
	v.forward(
		v.partialCheck(
			[['message'], ['secondMessage']],
			({ message, secondMessage }) => Object.keys(secondMessage ?? {}).every((language) => language in message),
			'noFirst'
		),
		['secondMessage']
	)
);
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
	/** Whoever made it, wrote the text, chose the picture or gave the list as they stand: none of them may approve it. */
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
	/** The second wording, in the languages that have one. */
	secondTexts: Record<string, string>;
	/** Who wrote and who read each text. */
	reviews: TextReview[];
	target: Target | null;
	checks: Check[];
	subGoal: string | null;
	offer: string | null;
	legalBasis: string | null;
	region: string | null;
	/** The picture that goes along, where the gateway can. */
	pictogramVersionId: string | null;
}

/** What a recipient gets. A language without a second wording has only the first. */
export const textOf = (
	campaign: Pick<Campaign, 'texts' | 'secondTexts'>,
	language: string,
	variant: Variant | null
): string => (variant === 'b' && campaign.secondTexts[language]) || campaign.texts[language]!;

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
export type StepRefusal =
	| 'forbidden'
	| 'notFound'
	| 'wrongState'
	| 'ownCampaign'
	| 'noAudience'
	| 'ended'
	| 'erased'
	| 'noTarget'
	| 'uncheckedItems'
	| 'unreviewedText'
	| 'ownText';

/** Four eyes: whoever had a hand in it does not approve it. A service account counts as whoever made the campaign with it. */
export function decideApproval(
	campaign: Pick<
		Campaign,
		'state' | 'authors' | 'endsOn' | 'uploadedAt' | 'erasedAt' | 'target' | 'checks' | 'reviews'
	>,
	actor: Pick<StaffActor, 'id'>,
	now: Date
): StepRefusal | 'ok' {
	if (campaign.state !== 'draft') return 'wrongState';
	if (campaign.authors.includes(actor.id)) return 'ownCampaign';
	if (campaign.erasedAt) return 'erased';
	if (!campaign.uploadedAt) return 'noAudience';
	if (campaign.endsOn < localDay(now)) return 'ended';
	return decideReadiness(campaign);
}

/** An approved or paused campaign may start (again) while its time lasts and its numbers can be read. */
export function decideStart(campaign: Pick<Campaign, 'state' | 'endsOn' | 'erasedAt'>, now: Date): StepRefusal | 'ok' {
	if (campaign.state !== 'approved' && campaign.state !== 'paused') return 'wrongState';
	if (campaign.erasedAt) return 'erased';
	return campaign.endsOn < localDay(now) ? 'ended' : 'ok';
}
