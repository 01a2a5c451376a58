import { fail, redirect } from '@sveltejs/kit';
import * as v from 'valibot';
import { localDay } from '#shared/calendar.ts';
import { isId } from '#shared/ids.ts';
import { listPeers, listSupervisions, noteSupervision, removeSupervision, setTraining, trainingInput } from '#staff';
import { faultsOf, fieldsOf } from '../../../form.ts';
import type { Actions, PageServerLoad } from './$types.js';

/** The peers, and when each was trained and signed: without both no chat is theirs. */
export const load: PageServerLoad = async ({ locals, url }) => ({
	today: localDay(locals.ctx.now),
	peers: await listPeers(locals.ctx),
	supervisions: await listSupervisions(locals.ctx),
	isSaved: url.searchParams.has('saved')
});

export const actions: Actions = {
	save: async ({ request, locals }) => {
		const field = fieldsOf(await request.formData());
		const kept = { id: field('id'), trainedOn: field('trainedOn'), signedOn: field('signedOn') };
		const read = v.safeParse(trainingInput, kept);
		if (!isId(kept.id) || !read.success) return fail(422, { kept, faults: faultsOf(read.issues ?? []) });
		const done = await setTraining(locals.ctx, kept.id, read.output);
		if (done.ok) redirect(303, '/staff/peers?saved');
		if (done.why !== 'future') return fail(400, { kept, faults: {} });
		const isFuture = (day: string) => day > localDay(locals.ctx.now);
		const faults: Record<string, string> = {
			...(isFuture(kept.trainedOn) && { trainedOn: 'future' }),
			...(isFuture(kept.signedOn) && { signedOn: 'future' })
		};
		return fail(422, { kept, faults });
	},
	supervised: async ({ request, locals }) => {
		const day = fieldsOf(await request.formData())('day');
		const done = await noteSupervision(locals.ctx, day);
		if (done.ok) redirect(303, '/staff/peers?saved');
		return fail(done.why === 'forbidden' ? 403 : 422, { day, dayFault: done.why });
	},
	notSupervised: async ({ request, locals }) => {
		await removeSupervision(locals.ctx, fieldsOf(await request.formData())('day'));
		redirect(303, '/staff/peers?saved');
	},
	clear: async ({ request, locals }) => {
		const id = fieldsOf(await request.formData())('id');
		if (isId(id)) await setTraining(locals.ctx, id, null);
		redirect(303, '/staff/peers?saved');
	}
};
