import { listActivities } from '#activity';
import { findTags, listGoals } from '#goal';
import { readPeriod, usualPeriods } from '#report';
import { localDay } from '#shared/calendar.ts';
import { may } from '#staff';
import type { PageServerLoad } from './$types';

const said = ['added', 'saved', 'removed'] as const;

export const load: PageServerLoad = async ({ locals, url }) => {
	const { ctx } = locals;
	const today = localDay(ctx.now);
	const asked = { from: url.searchParams.get('from'), to: url.searchParams.get('to') };
	const read = readPeriod(asked, today);
	const period = read.ok ? read.period : usualPeriods(today).thisYear;
	const { activities, sum } = await listActivities(ctx, period);
	const goals = new Map((await listGoals(ctx)).map(({ id, letter }) => [id, letter.toUpperCase()]));
	const tags = await findTags(
		ctx,
		'activity',
		activities.map(({ id }) => id)
	);
	return {
		activities: activities.map(({ id, kind, happenedOn, organisations, theme, hours, participants, followUpOn }) => ({
			...{ id, kind, happenedOn, organisations, theme, hours, participants },
			followUpOn: followUpOn !== null && followUpOn >= today ? followUpOn : undefined,
			goals: (tags.get(id) ?? []).flatMap((goal) => goals.get(goal) ?? []).sort()
		})),
		sum,
		period,
		fault: read.ok ? undefined : read.why,
		mayWrite: may(ctx.actor, 'activity.write'),
		done: said.find((word) => word === url.searchParams.get('done'))
	};
};
