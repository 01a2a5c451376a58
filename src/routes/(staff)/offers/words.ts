import { getLocale } from '#locale';
import { m } from '#messages';
import type { Received, Source, Tally } from '#offer';
import { lower } from '../contacts/words.ts';

export const sourceWords: Record<Source, () => string> = {
	message: m.offer_source_message,
	friend: m.offer_source_friend,
	street: m.offer_source_street,
	web: m.offer_source_web,
	other: m.offer_source_other,
	noAnswer: m.offer_source_no_answer
};

export const receivedWords: Record<Exclude<Received, 'none'>, () => string> = {
	under1: m.offer_received_under1,
	from1to6: m.offer_received_from1to6,
	over6: m.offer_received_over6,
	unknown: m.offer_received_unknown
};

/** One answer in words: «melding, over seks måneder siden, dose 2». */
export function answerText({ source, received, dose }: Tally, countsDoses: boolean): string {
	const answer =
		received === 'none'
			? lower(sourceWords[source]())
			: m.offer_answer_message({ when: lower(receivedWords[received]()) });
	return countsDoses ? m.offer_answer_dose({ answer, dose }) : answer;
}

/** «70,0 %» */
export const shareText = (tenths: number): string =>
	m.offer_share({
		share: new Intl.NumberFormat(getLocale() === 'nb' ? 'nb-NO' : 'en-GB', {
			minimumFractionDigits: 1,
			maximumFractionDigits: 1
		}).format(tenths / 10)
	});

/** What is wrong with a field of the form. */
export const faultWords: Record<string, () => string> = {
	empty: m.offer_fault_empty,
	tooLong: m.offer_fault_too_long,
	notADay: m.offer_fault_not_a_day,
	endsBeforeStart: m.offer_fault_ends_before_start,
	notANumber: m.offer_fault_not_a_number,
	countedOutside: m.offer_fault_counted_outside,
	unknown: m.offer_fault_unknown,
	forbidden: m.offer_fault_forbidden
};
