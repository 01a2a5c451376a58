import * as v from 'valibot';
import { findPersonal } from '#shared/personal.ts';

/** How often people were told about one service in a month, for the sake of one theme or of none in particular (R26). */
export interface Referral {
	/** What the service is called, as it was written first. */
	service: string;
	/** The first day of the month. */
	month: string;
	theme: string | null;
	count: number;
}

/** One service over a year, most first. */
export interface ReferralSum {
	service: string;
	count: number;
	lines: Referral[];
}

/** As far back as somebody can write one down that was forgotten: this month and the eleven before it. */
export const monthsBack = 11;

/** One time, as the form posts it. A number, an address or a mail address does not belong in the name of a service. */
export const referralInput = v.object({
	service: v.pipe(
		v.string('empty'),
		v.trim(),
		v.nonEmpty('empty'),
		v.maxLength(80, 'tooLong'),
		v.check((name) => findPersonal(name).length === 0, 'looksPersonal')
	),
	month: v.pipe(v.string('badMonth'), v.regex(/^\d{4}-\d{2}$/, 'badMonth')),
	theme: v.nullable(v.string())
});
export type ReferralInput = v.InferOutput<typeof referralInput>;

/** The months one can choose, latest first, as `2026-11`. */
export const openMonths = (today: string): string[] =>
	Array.from({ length: monthsBack + 1 }, (_, back) =>
		Temporal.PlainDate.from(today).toPlainYearMonth().subtract({ months: back }).toString()
	);

export function sumReferrals(referrals: readonly Referral[]): ReferralSum[] {
	return [...Map.groupBy(referrals, ({ service }) => service.toLowerCase()).values()]
		.map((lines) => ({
			service: lines[0]!.service,
			count: lines.reduce((sum, { count }) => sum + count, 0),
			lines
		}))
		.sort((a, b) => b.count - a.count || a.service.localeCompare(b.service, 'nb'));
}
