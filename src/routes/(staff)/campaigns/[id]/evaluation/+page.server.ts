import { fail, redirect } from '@sveltejs/kit';
import * as v from 'valibot';
import {
	compareVariants,
	countContacts,
	getEvaluation,
	lessonsInput,
	readHours,
	saveHours,
	saveLessons,
	works,
	type Evaluation,
	type Hours
} from '#campaign';
import { countResponses } from '#conversation';
import { listCampaignOffers, type OfferTally } from '#offer';
import { LyktError } from '#shared/errors.ts';
import { isId } from '#shared/ids.ts';
import { findPersonal } from '#shared/personal.ts';
import { may } from '#staff';
import { findLanguage } from '#text';
import { fieldsOf } from '../../../../form.ts';
import { tallyFigure } from '../../../offers/tally-figure.ts';
import { resultFigure } from './result-figure.ts';
import type { Actions, PageServerLoad } from './$types';

/** A campaign looked back upon: figures, goal, offers, hours, and what was learned. */
export const load: PageServerLoad = async ({ locals, params, url }) => {
	if (!isId(params.id)) throw new LyktError('notFound');
	const { ctx } = locals;
	const evaluation = await getEvaluation(ctx, params.id);
	const { campaign, figures, byVariant, byLanguage, lessons } = evaluation;
	const offers = await listCampaignOffers(ctx, params.id);
	const [first, second] = ['a', 'b'].map((code) => byVariant.find(({ variant }) => variant === code)?.result);
	return {
		id: campaign.id,
		name: campaign.name,
		goal: campaign.goal,
		state: campaign.state,
		isErased: campaign.erasedAt !== null,
		hasStarted: campaign.startedAt !== null,
		figures,
		figure: figures.sent > 0 ? await resultFigure(figures) : undefined,
		response: evaluation.response,
		answers: await countResponses(ctx, params.id),
		target: campaign.target && { ...campaign.target, result: resultOf(evaluation, offers) },
		comparison: first && second ? compareVariants(first, second) : undefined,
		variants: [first, second].flatMap((result) => (result ? [{ sent: result.sent }] : [])),
		languages: byLanguage.map(({ language, result }) => ({
			code: language,
			name: findLanguage(language)?.name ?? language,
			sent: result.sent,
			delivered: result.delivered,
			replied: result.replied,
			optedOut: result.optedOut
		})),
		offers: await Promise.all(
			offers.map(async ({ offer, sum }) => ({
				id: offer.id,
				name: offer.name,
				unit: offer.unit,
				total: sum.total,
				figure: await tallyFigure(sum)
			}))
		),
		hours: fieldsFrom(evaluation.hours),
		totalHours: Object.values(evaluation.hours).reduce((sum, some) => sum + some, 0),
		contacts: countContacts(figures),
		contactsPerHour: evaluation.contactsPerHour,
		lessons: {
			worked: lessons?.worked ?? '',
			didNotWork: lessons?.didNotWork ?? '',
			nextTime: lessons?.nextTime ?? '',
			writtenOn: lessons?.writtenOn
		},
		mayWrite: may(ctx.actor, 'campaign.evaluate') && campaign.startedAt !== null,
		mayWriteOffer: may(ctx.actor, 'offer.write'),
		done: (['lessons', 'hours'] as const).find((done) => done === url.searchParams.get('done'))
	};
};

export const actions: Actions = {
	lessons: async ({ locals, params, request }) => {
		const field = fieldsOf(await request.formData());
		const lessons = { worked: field('worked'), didNotWork: field('didNotWork'), nextTime: field('nextTime') };
		const read = v.safeParse(lessonsInput, lessons);
		if (!read.success) return fail(422, { lessons, tooLong: read.issues.map((issue) => String(v.getDotPath(issue))) });
		const isChecked = field('isChecked') === 'on';
		const done = await saveLessons(locals.ctx, params.id, read.output, { isChecked });
		if (done.ok) redirect(303, `/campaigns/${params.id}/evaluation?done=lessons#lessons`);
		const finds = findPersonal(Object.values(read.output).join('\n')).map(({ text }) => text);
		return fail(done.why === 'looksPersonal' ? 422 : 403, { lessons, refused: done.why, finds });
	},
	hours: async ({ locals, params, request }) => {
		const field = fieldsOf(await request.formData());
		const hours = Object.fromEntries(works.map((work) => [work, field(work)])) as Record<keyof Hours, string>;
		const read = readHours(hours);
		if (!read.ok) return fail(422, { hours, wrong: read.wrong });
		const done = await saveHours(locals.ctx, params.id, read.hours);
		if (done.ok) redirect(303, `/campaigns/${params.id}/evaluation?done=hours#hours`);
		return fail(403, { hours, refused: done.why });
	}
};

/** What became of the goal, where it is something that is counted; people who came are counted at linked offers. */
function resultOf({ campaign, figures }: Evaluation, offers: OfferTally[]): number | undefined {
	switch (campaign.target?.measure) {
		case 'delivered':
			return figures.delivered;
		case 'replied':
			return figures.replied;
		case 'reached':
			return figures.dispositions.reached ?? 0;
		case 'visited':
			return offers.length > 0 ? offers.reduce((sum, offer) => sum + offer.sum.total, 0) : undefined;
		default:
			return undefined;
	}
}

/** As they stand in the fields; the page writes them with the reader's decimal mark. */
const fieldsFrom = (hours: Hours): Record<string, string> =>
	Object.fromEntries(works.map((work) => [work, hours[work] === undefined ? '' : String(hours[work])]));
