import { fail, redirect } from '@sveltejs/kit';
import * as v from 'valibot';
import {
	assessGoal,
	assessmentInput,
	editGoal,
	isUntouched,
	listTaggable,
	readGoalPage,
	readWay,
	removeGoal,
	tagByHand
} from '#goal';
import { localDay } from '#shared/calendar.ts';
import { LyktError } from '#shared/errors.ts';
import { readPeriod } from '#report';
import { may } from '#staff';
import { faultsOf, fieldsOf } from '../../../../../form.ts';
import { titleOf } from '../../../../aggregates/words.ts';
import { goalValues, readGoalForm } from '../../../goal-form.ts';
import type { Actions, PageServerLoad } from './$types';

const said = ['saved', 'assessed', 'tagged', 'untagged'] as const;

export const load: PageServerLoad = async ({ locals, params, url }) => {
	const { ctx } = locals;
	const asked = { from: url.searchParams.get('from'), to: url.searchParams.get('to') };
	const isAsked = Boolean(asked.from ?? asked.to);
	const read = isAsked ? readPeriod(asked, localDay(ctx.now)) : undefined;
	const page = await readGoalPage(ctx, params.goal, read?.ok ? read.period : undefined);
	if (page.programme.id !== params.id) throw new LyktError('notFound');
	const { id, title, letter, text, measure, target, assessment, decision } = page.goal;
	const subjects = (await listTaggable(ctx, id)).map((one) => ({
		...one,
		name: one.kind === 'aggregate' ? titleOf({ code: one.name, title: null }) : one.name
	}));
	return {
		goal: { id, title, letter, text, measure, target, assessment, decision },
		values: goalValues(page.goal),
		programme: page.programme,
		sums: page.sums,
		isUntouched: isUntouched(page.sums),
		work: {
			...page.work,
			aggregates: page.work.aggregates.map(({ code, title, years }) => ({
				code,
				title: titleOf({ code, title }),
				years
			}))
		},
		way: readWay(measure, target, page.sums),
		period: {
			from: asked.from ?? '',
			to: asked.to ?? '',
			isLimited: read?.ok === true,
			fault: read && !read.ok ? read.why : undefined
		},
		tagged: subjects.filter(({ tagged }) => tagged > 0),
		untagged: subjects.filter(({ untagged }) => untagged > 0),
		mayWrite: may(ctx.actor, 'programme.write'),
		mayReadCampaigns: may(ctx.actor, 'campaign.read'),
		mayReadAggregates: may(ctx.actor, 'aggregate.read'),
		done: said.find((word) => word === url.searchParams.get('done'))
	};
};

const here = ({ id, goal }: { id: string; goal: string }, done: string) =>
	redirect(303, `/programmes/${id}/goals/${goal}?done=${done}`);

export const actions: Actions = {
	assess: async ({ locals, params, request }) => {
		const field = fieldsOf(await request.formData());
		const values = { assessment: field('assessment'), decision: field('decision') };
		const read = v.safeParse(assessmentInput, values);
		if (!read.success) return fail(422, { assessing: values, faults: faultsOf(read.issues) });
		const done = await assessGoal(locals.ctx, params.goal, read.output);
		if (!done.ok) throw new LyktError(done.why);
		return here(params, 'assessed');
	},
	edit: async ({ locals, params, request }) => {
		const { values, input, faults } = readGoalForm(await request.formData());
		if (!input) return fail(422, { editing: values, faults });
		const done = await editGoal(locals.ctx, params.goal, input);
		if (done.ok) return here(params, 'saved');
		if (done.why === 'forbidden' || done.why === 'notFound') throw new LyktError(done.why);
		return fail(422, { editing: values, faults: { [done.why === 'letterTaken' ? 'letter' : 'measure']: done.why } });
	},
	remove: async ({ locals, params }) => {
		const done = await removeGoal(locals.ctx, params.goal);
		if (done.ok) redirect(303, `/programmes/${params.id}?done=goalRemoved`);
		if (done.why === 'forbidden' || done.why === 'notFound') throw new LyktError(done.why);
		return fail(422, { faults: { remove: done.why } });
	},
	tag: async ({ locals, params, request }) => {
		const subject = readSubject(fieldsOf(await request.formData())('subject'));
		if (!subject) return fail(422, { faults: { subject: 'unknownSubject' } });
		const done = await tagByHand(locals.ctx, params.goal, subject, true);
		if (done.ok) return here(params, 'tagged');
		if (done.why === 'forbidden' || done.why === 'notFound') throw new LyktError(done.why);
		return fail(422, { faults: { subject: done.why } });
	},
	untag: async ({ locals, params, request }) => {
		const subject = readSubject(fieldsOf(await request.formData())('subject'));
		const done = subject && (await tagByHand(locals.ctx, params.goal, subject, false));
		if (!done?.ok) throw new LyktError(done?.why === 'forbidden' ? 'forbidden' : 'notFound');
		return here(params, 'untagged');
	}
};

/** `offer:<id>` */
function readSubject(text: string) {
	const [kind, id = ''] = text.split(':');
	const known = (['campaign', 'offer', 'arena', 'aggregate'] as const).find((one) => one === kind);
	return known && { kind: known, id };
}
