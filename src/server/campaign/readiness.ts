/** What must be in order before people are invited (R94, domain.md 20 #2). */
export const checklist = ['capacity', 'openingHours', 'materials', 'staffInformed'] as const;
export type ChecklistItem = (typeof checklist)[number];

/** What a goal counts (R117): messages that arrived, answers, people reached by telephone, people who came, or other. */
export const measures = ['delivered', 'replied', 'reached', 'visited', 'other'] as const;
export interface Target {
	count: number;
	measure: (typeof measures)[number];
}

/** One item of the checklist, and who said when that it is in order. */
export interface Check {
	item: ChecklistItem;
	by: string;
	at: Date;
}

/** The first wording of a message, or the second. */
export type Variant = 'a' | 'b';

/** Who wrote one text of a campaign and who has read it; the texts themselves stand in the campaign. */
export interface TextReview {
	language: string;
	variant: Variant;
	/** The version of the library it was taken from unchanged. */
	templateVersionId: string | null;
	writtenBy: string | null;
	reviewedBy: string | null;
	/** The reviewer's name; null for a text that came with Lykt. */
	reviewerName: string | null;
	reviewedAt: Date | null;
}

/** Languages that whoever approves can read: saying yes to the campaign is reading these texts. */
const approverReads: readonly string[] = ['nb', 'nn', 'en'];
export const mayApproverReview = (language: string): boolean => approverReads.includes(language);

/**
 * What is missing before somebody can say yes: a goal that can be counted (R117), the checklist (R94), and a reader for
 * every text in a language that the approver does not answer for (R75). The database refuses the same.
 */
export function decideReadiness(campaign: {
	target: Target | null;
	checks: Pick<Check, 'item'>[];
	reviews: Pick<TextReview, 'language' | 'reviewedAt'>[];
}): 'ok' | 'noTarget' | 'uncheckedItems' | 'unreviewedText' {
	if (!campaign.target) return 'noTarget';
	if (findUnchecked(campaign.checks).length) return 'uncheckedItems';
	return findUnreviewed(campaign.reviews).length ? 'unreviewedText' : 'ok';
}

/** The items that nobody has ticked, in the order of the list. */
export const findUnchecked = (checks: Pick<Check, 'item'>[]): ChecklistItem[] =>
	checklist.filter((item) => !checks.some((check) => check.item === item));

/** The texts that need a reader of their own before the approval. */
export const findUnreviewed = <T extends Pick<TextReview, 'language' | 'reviewedAt'>>(reviews: T[]): T[] =>
	reviews.filter(({ language, reviewedAt }) => reviewedAt === null && !mayApproverReview(language));
