import { fail, redirect } from '@sveltejs/kit';
import * as v from 'valibot';
import { m } from '#messages';
import { listProgrammes } from '#goal';
import { createPublication, publicationInput } from '#publication';
import { localDay } from '#shared/calendar.ts';
import { faultsOf, fieldsOf } from '../../../form.ts';
import { inLanguage, templateSections } from '../compose.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
	const year = String(Number(localDay(locals.ctx.now).slice(0, 4)) - 1);
	const programmes = await listProgrammes(locals.ctx);
	return {
		programmes: programmes.map(({ id, name }) => ({ value: id, label: name })),
		values: {
			...{ year, title: m.publication_default_title({ year }) },
			...{ view: 'public', language: locals.locale, programmeId: '' }
		}
	};
};

export const actions: Actions = {
	default: async ({ locals, request }) => {
		const field = fieldsOf(await request.formData());
		const values = {
			...{ year: field('year'), title: field('title'), view: field('view') },
			...{ language: field('language'), programmeId: field('programmeId') }
		};
		const read = v.safeParse(publicationInput, {
			...values,
			year: Number(values.year),
			programmeId: values.programmeId || null
		});
		if (!read.success) return fail(422, { values, faults: faultsOf(read.issues) });
		const known = (await listProgrammes(locals.ctx)).some(({ id }) => id === read.output.programmeId);
		if (read.output.programmeId && !known) return fail(422, { values, faults: { programmeId: 'unknown' } });
		// The headings are part of the report: they are in its language.
		const sections = await inLanguage(read.output.language, () => Promise.resolve(templateSections()));
		const { id } = await createPublication(locals.ctx, read.output, sections);
		redirect(303, `/publications/${id}?done=created`);
	}
};
