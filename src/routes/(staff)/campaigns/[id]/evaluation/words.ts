import { getLocale } from '#locale';
import { m } from '#messages';

const format = (value: number, decimals: number): string =>
	new Intl.NumberFormat(getLocale() === 'nb' ? 'nb-NO' : 'en-GB', {
		minimumFractionDigits: decimals,
		maximumFractionDigits: decimals
	}).format(value);

/** A part of one as «4,0 %». */
export const partText = (part: number): string => m.campaign_evaluation_percent({ part: format(part * 100, 1) });

/** The same without the sign, for «3,0–5,5 %» and for percentage points. */
export const pointsText = (part: number): string => format(part * 100, 1);

/** «7,5» */
export const hoursText = (hours: number): string =>
	new Intl.NumberFormat(getLocale() === 'nb' ? 'nb-NO' : 'en-GB', { maximumFractionDigits: 2 }).format(hours);

/** One decimal: «2,4». */
export const rateText = (rate: number): string => format(rate, 1);

type Says = 'tooFewSent' | 'noDifferenceShown' | 'firstHigher' | 'secondHigher';
type Points = { low: string; high: string };
export const comparisonWords: Record<'replied' | 'optedOut', Record<Says, (points: Points) => string>> = {
	replied: {
		tooFewSent: () => m.campaign_evaluation_compare_replied_few(),
		noDifferenceShown: () => m.campaign_evaluation_compare_replied_none(),
		firstHigher: m.campaign_evaluation_compare_replied_first,
		secondHigher: m.campaign_evaluation_compare_replied_second
	},
	optedOut: {
		tooFewSent: () => m.campaign_evaluation_compare_opted_few(),
		noDifferenceShown: () => m.campaign_evaluation_compare_opted_none(),
		firstHigher: m.campaign_evaluation_compare_opted_first,
		secondHigher: m.campaign_evaluation_compare_opted_second
	}
};

/** The size of a difference, whichever way it goes. */
export function pointsOf({ low, high }: { low: number; high: number }): Points {
	const [a, b] = [Math.abs(low), Math.abs(high)].sort((first, second) => first - second);
	return { low: pointsText(a!), high: pointsText(b!) };
}
