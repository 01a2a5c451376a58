import { fail, redirect } from '@sveltejs/kit';
import * as v from 'valibot';
import { localDay } from '#shared/calendar.ts';
import { addRule, ruleInput, listShiftPeople } from '#shift';
import { faultsOf } from '../../../../form.ts';
import type { Actions, PageServerLoad } from './$types.js';
import { emptyKept, presentPeople, readKept } from '../shift-form.ts';

export const load: PageServerLoad = async ({ locals }) => {
	const today = localDay(locals.ctx.now);
	return { today, empty: emptyKept(today), people: presentPeople(await listShiftPeople(locals.ctx)) };
};

export const actions: Actions = {
	default: async ({ locals, request }) => {
		const kept = readKept(await request.formData());
		const read = v.safeParse(ruleInput, kept);
		if (!read.success) return fail(422, { kept, faults: faultsOf(read.issues) });
		const added = await addRule(locals.ctx, read.output);
		if (added.ok) redirect(303, '/shifts/plan?done=added');
		const faults: Record<string, string> =
			added.why === 'unknownPerson' ? { people: added.why } : { validFrom: added.why };
		return fail(422, { kept, faults });
	}
};
