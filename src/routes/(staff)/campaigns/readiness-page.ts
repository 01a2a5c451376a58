import { checklist, findUnchecked, findUnreviewed, mayApproverReview, type Campaign } from '#campaign';
import { checkCounty, countyName } from '#directory';
import type { Ctx } from '#db';
import { languageName } from '../../language-name.ts';

/** What must be in order before somebody says yes, as the page of a draft shows it. */
export async function presentReadiness(ctx: Ctx, campaign: Campaign, me: string) {
	const { target, checks, reviews, region } = campaign;
	return {
		target,
		items: checklist.map((item) => ({ item, ...checks.find((check) => check.item === item) })),
		unchecked: findUnchecked(checks).length,
		unreviewed: findUnreviewed(reviews).map(({ language }) => languageName(language)),
		/** What whoever approves says that they have read. */
		approverReads: [
			...new Set(
				reviews
					.filter(({ reviewedAt, language }) => reviewedAt === null && mayApproverReview(language))
					.map(({ language }) => languageName(language))
			)
		],
		readers: reviews.map(({ language, variant, reviewerName, reviewedAt, writtenBy, templateVersionId }) => ({
			...{ language, variant, reviewerName, reviewedAt, languageName: languageName(language) },
			isOfLibrary: templateVersionId !== null,
			needsReader: reviewedAt === null && !mayApproverReview(language),
			isMine: writtenBy === me
		})),
		county: region === null ? null : { name: countyName(region), ...(await checkCounty(ctx, region)) }
	};
}
