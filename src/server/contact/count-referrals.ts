import { appendEntry } from '#audit';
import { inTransaction, type Ctx } from '#db';
import { localDay } from '#shared/calendar.ts';
import { LyktError } from '#shared/errors.ts';
import { no, yes, type Outcome } from '#shared/outcome.ts';
import { may } from '#staff';
import { lower, raise, selectReferrals, selectServices } from './referral.db.ts';
import { openMonths, sumReferrals, type ReferralInput, type ReferralSum } from './referral.ts';
import { selectThemes } from './theme.db.ts';

/**
 * Writes down that somebody was told about a service elsewhere (R26). Only a number is raised: of whom, by whom and on which
 * day is not asked, and the contact it came of knows nothing of it.
 * @returns `badMonth` for a month to come, or more than eleven ago; `badTheme` for a theme that is not there.
 */
export function countReferral(
	ctx: Ctx,
	input: ReferralInput
): Promise<Outcome<object, 'forbidden' | 'badMonth' | 'badTheme'>> {
	return change(ctx, input, 'contact.refer', async (ctx, line) => {
		const known = (await selectServices(ctx)).find((name) => name.toLowerCase() === line.service.toLowerCase());
		await raise(ctx, { ...line, service: known ?? line.service });
		return true;
	});
}

/** Takes one back that was written down by mistake. What is gone already changes nothing. As `countReferral`. */
export function uncountReferral(
	ctx: Ctx,
	input: ReferralInput
): Promise<Outcome<object, 'forbidden' | 'badMonth' | 'badTheme'>> {
	return change(ctx, input, 'contact.unrefer', lower);
}

/**
 * What was written down in a year, by service, most first. Internal figures.
 * @throws LyktError `forbidden`.
 */
export async function listReferrals(ctx: Ctx, year: number): Promise<ReferralSum[]> {
	if (!may(ctx.actor, 'contact.read')) throw new LyktError('forbidden');
	return sumReferrals(await selectReferrals(ctx, `${year}-01-01`, `${year}-12-01`));
}

/**
 * The services that were written down before, to choose from.
 * @throws LyktError `forbidden`.
 */
export async function listReferralServices(ctx: Ctx): Promise<string[]> {
	if (!may(ctx.actor, 'contact.read')) throw new LyktError('forbidden');
	return selectServices(ctx);
}

async function change(
	ctx: Ctx,
	{ service, month, theme }: ReferralInput,
	action: string,
	write: (ctx: Ctx, line: { service: string; month: string; theme: string | null }) => Promise<boolean>
): Promise<Outcome<object, 'forbidden' | 'badMonth' | 'badTheme'>> {
	if (!may(ctx.actor, 'contact.register')) return no('forbidden');
	if (!openMonths(localDay(ctx.now)).includes(month)) return no('badMonth');
	if (theme !== null && (await selectThemes(ctx)).every(({ code }) => code !== theme)) return no('badTheme');
	return inTransaction(ctx, async (ctx) => {
		if (await write(ctx, { service, month: `${month}-01`, theme })) await appendEntry(ctx, action, 'referral');
		return yes({});
	});
}
