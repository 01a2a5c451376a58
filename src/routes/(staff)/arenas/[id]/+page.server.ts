import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import * as v from 'valibot';
import {
	adCategories,
	addPlan,
	agreementInput,
	closeArena,
	decideAgreement,
	endAgreement,
	endPlan,
	getArena,
	listAdHistory,
	listAgreements,
	listPlans,
	listPresence,
	makeAgreement,
	nameArena,
	needsReview,
	planInput,
	readRealName,
	realNameInput,
	reopenArena,
	reviewDueOn,
	setResponse,
	sumUpPresence,
	surveyArena,
	surveyInput,
	type AdWeek,
	type Presence
} from '#arena';
import { mondayOf, weekName } from '#opening';
import { addDays, isDay, localDay } from '#shared/calendar.ts';
import { LyktError } from '#shared/errors.ts';
import { isId } from '#shared/ids.ts';
import { may } from '#staff';
import { faultsOf, fieldsOf } from '../../../form.ts';
import type { Actions, PageServerLoad } from './$types';
import { readDone, type Done } from '../words.ts';

/** One place: what we know, when we are there, what was agreed, and what was counted. Its real name only on request. */
export const load: PageServerLoad = async ({ locals, params, url }) => {
	const { ctx } = locals;
	const id = idOf({ params });
	const today = localDay(ctx.now);
	const firstWeek = addDays(mondayOf(today), -7 * 7);
	const [{ arena, survey, hasName }, plans, agreements, presence, adWeeks] = await Promise.all([
		getArena(ctx, id),
		listPlans(ctx, id),
		listAgreements(ctx, id),
		listPresence(ctx, firstWeek, addDays(mondayOf(today), 6), id),
		listAdHistory(ctx, id, 12)
	]);
	return {
		today,
		arena: {
			id,
			codeName: arena.codeName,
			class: arena.class,
			state: arena.state,
			createdOn: localDay(arena.createdAt),
			closedOn: arena.closedAt ? localDay(arena.closedAt) : undefined,
			reviewedOn: arena.reviewedOn,
			reviewDue: reviewDueOn(arena),
			needsReview: needsReview(arena, today),
			hasName
		},
		survey: {
			audience: survey.audience,
			activity: survey.activity,
			turnover: survey.turnover,
			method: survey.method,
			mayBeNamed: survey.mayBeNamed,
			countsAds: survey.countsAds
		},
		plans: plans.map(({ id, weekday, from, until, everyWeeks, validFrom, validUntil }) => ({
			...{ id, weekday, from, until, everyWeeks, validFrom, validUntil },
			isOver: validUntil !== null && validUntil < today
		})),
		agreements: agreements.map((agreement) => ({
			id: agreement.id,
			title: agreement.title,
			mostPerWeek: agreement.mostPerWeek,
			noConsequences: agreement.noConsequences,
			validFrom: agreement.validFrom,
			validUntil: agreement.validUntil,
			hasContact: agreement.hasContact,
			state: decideAgreement(agreement, today)
		})),
		presence: gatherWeeks(presence),
		ads: adWeeks.some(({ numbers }) => numbers) || survey.countsAds ? adWeeks.map(presentWeek) : [],
		mayWrite: may(ctx.actor, 'arena.write'),
		mayReadName: may(ctx.actor, 'arena.readName'),
		mayCheck: may(ctx.actor, 'attempt.check'),
		done: readDone(url.searchParams.get('done'))
	};
};

export const actions: Actions = {
	survey: async (event) => {
		const field = fieldsOf(await event.request.formData());
		const values = {
			...{ audience: field('audience'), activity: field('activity'), turnover: field('turnover') },
			...{ method: field('method'), mayBeNamed: field('mayBeNamed'), countsAds: field('countsAds') }
		};
		const read = v.safeParse(surveyInput, {
			...values,
			mayBeNamed: values.mayBeNamed !== '',
			countsAds: values.countsAds !== ''
		});
		if (!read.success) return fail(422, { form: 'survey' as const, values, faults: faultsOf(read.issues) });
		const answer = await surveyArena(event.locals.ctx, idOf(event), read.output);
		if (!answer.ok) throw new LyktError('notFound');
		back(event, 'surveyed');
	},
	/** The name goes into the answer to this very request, and nowhere else. */
	showName: async (event) => {
		const answer = await readRealName(event.locals.ctx, idOf(event));
		if (!answer.ok) return fail(404, { form: 'showName' as const, gone: true });
		return { form: 'showName' as const, name: answer.name, contacts: answer.contacts };
	},
	name: async (event) => {
		const read = v.safeParse(realNameInput, fieldsOf(await event.request.formData())('realName'));
		if (!read.success) return fail(422, { form: 'name' as const, faults: { realName: 'tooLong' } });
		const answer = await nameArena(event.locals.ctx, idOf(event), read.output);
		if (!answer.ok) throw new LyktError('notFound');
		back(event, read.output === '' ? 'nameGone' : 'named');
	},
	agree: async (event) => {
		const field = fieldsOf(await event.request.formData());
		const values = {
			...{ title: field('title'), contact: field('contact'), mostPerWeek: field('mostPerWeek') },
			...{ noConsequences: field('noConsequences'), validFrom: field('validFrom'), validUntil: field('validUntil') }
		};
		const read = v.safeParse(agreementInput, { ...values, noConsequences: values.noConsequences !== '' });
		if (!read.success) return fail(422, { form: 'agree' as const, values, faults: faultsOf(read.issues) });
		const answer = await makeAgreement(event.locals.ctx, idOf(event), read.output);
		if (!answer.ok) return fail(409, { form: 'agree' as const, values, faults: { title: answer.why } });
		back(event, 'agreed');
	},
	endAgreement: async (event) => {
		const agreement = fieldsOf(await event.request.formData())('agreement');
		const { ctx } = event.locals;
		if (isId(agreement)) await endAgreement(ctx, idOf(event), agreement, localDay(ctx.now));
		back(event, 'agreementEnded');
	},
	plan: async (event) => {
		const field = fieldsOf(await event.request.formData());
		const values = {
			...{ weekday: field('weekday'), from: field('from'), until: field('until') },
			...{ everyWeeks: field('everyWeeks'), validFrom: field('validFrom'), validUntil: field('validUntil') }
		};
		const read = v.safeParse(planInput, values);
		if (!read.success) return fail(422, { form: 'plan' as const, values, faults: faultsOf(read.issues) });
		const answer = await addPlan(event.locals.ctx, idOf(event), read.output, field('anyway') !== '');
		if (answer.ok) back(event, 'planned');
		if (answer.why !== 'tooMany')
			return fail(409, { form: 'plan' as const, values, faults: { validFrom: answer.why } });
		const tooMany = answer.agreements.map(({ title, mostPerWeek, monday, count }) => ({
			...{ title, mostPerWeek, count },
			week: weekName(monday)
		}));
		return fail(409, { form: 'plan' as const, values, faults: {}, tooMany });
	},
	endPlan: async (event) => {
		const field = fieldsOf(await event.request.formData());
		const { ctx } = event.locals;
		const lastDay = isDay(field('lastDay')) ? field('lastDay') : localDay(ctx.now);
		const ended = isId(field('plan')) ? await endPlan(ctx, idOf(event), field('plan'), lastDay) : { ok: false };
		if (!ended.ok) return fail(422, { form: 'endPlan' as const });
		back(event, 'planEnded');
	},
	tried: async (event) => {
		await setResponse(event.locals.ctx, idOf(event), true);
		back(event, 'tried');
	},
	inUse: async (event) => {
		await setResponse(event.locals.ctx, idOf(event), false);
		back(event, 'inUse');
	},
	close: async (event) => {
		await closeArena(event.locals.ctx, idOf(event));
		back(event, 'closed');
	},
	reopen: async (event) => {
		await reopenArena(event.locals.ctx, idOf(event));
		back(event, 'reopened');
	}
};

function idOf({ params }: { params: Partial<Record<string, string>> }): string {
	if (!params.id || !isId(params.id)) throw new LyktError('notFound');
	return params.id;
}

function back(event: Pick<RequestEvent, 'params'>, done: Done): never {
	redirect(303, `/arenas/${idOf(event)}?done=${done}`);
}

/** The weeks in which anything was planned or held, the newest first. */
function gatherWeeks(list: Presence[]) {
	const weeks = [...Map.groupBy(list, ({ day }) => weekName(day))].map(([week, ofWeek]) => ({
		week,
		...sumUpPresence(ofWeek)
	}));
	return weeks.toReversed();
}

const presentWeek = ({ week, numbers }: AdWeek) => ({
	week: weekName(week),
	counts: numbers && adCategories.map((category) => numbers[category]?.ads ?? null)
});
