import { fail, redirect } from '@sveltejs/kit';
import { LyktError } from '#shared/errors.ts';
import { isId } from '#shared/ids.ts';
import { changePictogram, getPictogram } from '#text';
import { arrange, layOut, readKept, readPictogramForm } from '../../pictogram-form.ts';
import type { Actions, PageServerLoad } from './$types';

export const csr = false; // as in ../../new

/** Begins with the version that is asked for, or the newest. */
export const load: PageServerLoad = async ({ locals, params, url }) => {
	if (!isId(params.id)) throw new LyktError('notFound');
	const { pictogram, versions } = await getPictogram(locals.ctx, params.id);
	const from = Number(url.searchParams.get('from'));
	const { version } = versions.find(({ version }) => version.number === from) ?? versions[0]!;
	const { language, alt, tiles } = version;
	const kept = { name: pictogram.name, language, alt, tiles, search: '', page: 1 };
	return { id: pictogram.id, name: pictogram.name, desk: await layOut(kept, locals.locale) };
};

export const actions: Actions = {
	arrange: async ({ request, locals }) => arrange(await request.formData(), locals.locale),
	save: async ({ request, locals, params }) => {
		if (!isId(params.id)) throw new LyktError('notFound');
		const data = await request.formData();
		const read = await readPictogramForm(data, locals.locale);
		if (!read.ok) return read.refusal;
		const changed = await changePictogram(locals.ctx, params.id, read.input);
		if (changed.ok) redirect(303, `/pictograms/${params.id}?done=${changed.isNew ? 'changed' : 'same'}`);
		if (changed.why === 'notFound') throw new LyktError('notFound');
		const desk = await layOut(await readKept(data), locals.locale);
		return fail(changed.why === 'forbidden' ? 403 : 422, { desk, faults: { tiles: changed.why }, change: undefined });
	}
};
