import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import * as v from 'valibot';
import { addEntry, counties, entryInput, listEntries, offers, removeEntry, verifyEntry } from '#directory';
import { isId } from '#shared/ids.ts';
import { may } from '#staff';
import { languages } from '#text';
import { faultsOf, fieldsOf } from '../../form.ts';
import { languageName } from '../../language-name.ts';
import type { Actions, PageServerLoad } from './$types.js';

export const load: PageServerLoad = async ({ locals, url }) => {
	const entries = await listEntries(locals.ctx);
	return {
		byCounty: counties
			.map(({ code, name }) => ({
				code,
				name,
				entries: entries
					.filter(({ county }) => county === code)
					.map((entry) => ({
						...entry,
						languages: entry.languages.map(languageName)
					}))
			}))
			.filter(({ entries }) => entries.length > 0),
		counties: counties.map(({ code, name }) => ({ code, name })),
		languages: languages.map(({ code }) => ({ code, name: languageName(code) })),
		mayConfirm: may(locals.ctx.actor, 'directory.confirm'),
		mayWrite: may(locals.ctx.actor, 'directory.write'),
		done: (['added', 'verified', 'removed'] as const).find((done) => done === url.searchParams.get('done'))
	};
};

export const actions: Actions = {
	add: async ({ request, locals }) => {
		const data = await request.formData();
		const field = fieldsOf(data);
		const values = {
			...{ name: field('name'), county: field('county'), municipality: field('municipality'), price: field('price') },
			offers: offers.filter((offer) => data.getAll('offers').includes(offer)) as string[],
			languages: languages.map(({ code }) => code).filter((code) => data.getAll('languages').includes(code))
		};
		const read = v.safeParse(entryInput, values);
		if (!read.success) return fail(422, { values, faults: faultsOf(read.issues) });
		await addEntry(locals.ctx, read.output);
		redirect(303, '/directory?done=added');
	},
	verify: async (event) => {
		await verifyEntry(event.locals.ctx, await idOf(event));
		redirect(303, '/directory?done=verified');
	},
	remove: async (event) => {
		await removeEntry(event.locals.ctx, await idOf(event));
		redirect(303, '/directory?done=removed');
	}
};

async function idOf({ request }: Pick<RequestEvent, 'request'>): Promise<string> {
	const id = fieldsOf(await request.formData())('id');
	if (!isId(id)) redirect(303, '/directory');
	return id;
}
