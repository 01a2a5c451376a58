import { listOffers } from '#offer';
import { localDay } from '#shared/calendar.ts';
import { may } from '#staff';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
	const today = localDay(locals.ctx.now);
	const offers = (await listOffers(locals.ctx)).map(({ offer, sum }) => ({
		id: offer.id,
		name: offer.name,
		unit: offer.unit,
		startsOn: offer.startsOn,
		endsOn: offer.endsOn,
		state: offer.startsOn > today ? ('toCome' as const) : offer.endsOn < today ? ('over' as const) : ('open' as const),
		total: sum.total,
		today: sum.byDay.find(({ day }) => day === today)?.count
	}));
	return { offers, mayWrite: may(locals.ctx.actor, 'offer.write'), mayTally: may(locals.ctx.actor, 'offer.tally') };
};
