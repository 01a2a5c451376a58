import * as v from 'valibot';
import { isDay } from '#shared/calendar.ts';
import { looksLikeAddress } from './arena.ts';

/** What we have agreed with those who run a place (R10). Whom to talk to there is sealed like its name. */
export interface Agreement {
	id: string;
	arenaId: string;
	title: string;
	/** How many times a week we may be there; null when nothing was said. */
	mostPerWeek: number | null;
	/** Those who talk with us shall not suffer for it: their ads and accounts stay. */
	noConsequences: boolean;
	validFrom: string;
	/** The last day; null for no end. */
	validUntil: string | null;
	hasContact: boolean;
}

/** So many days before its last day an agreement should be talked about again. */
export const agreementReminderDays = 30;

/** Where an agreement stands on a day: `ending` is within thirty days of its last. */
export type AgreementState = 'ahead' | 'valid' | 'ending' | 'over';

/** @returns where an agreement stands today; `daysLeft` counts the last day. */
export function decideAgreement({ validFrom, validUntil }: Agreement, today: string): AgreementState {
	if (validUntil !== null && validUntil < today) return 'over';
	if (validFrom > today) return 'ahead';
	if (validUntil === null) return 'valid';
	const left = Temporal.PlainDate.from(today).until(validUntil, { largestUnit: 'days' }).days;
	return left <= agreementReminderDays ? 'ending' : 'valid';
}

const day = v.pipe(v.string(), v.trim(), v.check(isDay, 'notADay'));
const nothing = v.pipe(
	v.literal(''),
	v.transform(() => null)
);

/** An agreement as the form posts it. */
export const agreementInput = v.pipe(
	v.object({
		title: v.pipe(
			v.string(),
			v.trim(),
			v.nonEmpty('empty'),
			v.maxLength(80, 'tooLong'),
			v.check((text) => !looksLikeAddress(text), 'looksLikeAddress')
		),
		contact: v.pipe(v.string(), v.trim(), v.maxLength(300, 'tooLong')),
		mostPerWeek: v.union(
			[nothing, v.pipe(v.string(), v.regex(/^\d{1,2}$/), v.transform(Number), v.minValue(1), v.maxValue(50))],
			'notANumber'
		),
		noConsequences: v.boolean(),
		validFrom: day,
		validUntil: v.union([nothing, day], 'notADay')
	}),
	v.forward(
		v.partialCheck(
			[['validFrom'], ['validUntil']],
			({ validFrom, validUntil }) => validUntil === null || validUntil >= validFrom,
			'endsBeforeStart'
		),
		['validUntil']
	)
);
export type AgreementInput = v.InferOutput<typeof agreementInput>;
