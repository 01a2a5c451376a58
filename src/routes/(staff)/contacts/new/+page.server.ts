import { fail, redirect } from '@sveltejs/kit';
import { readContactFilter, registerContacts, removeContact } from '#contact';
import { localDay } from '#shared/calendar.ts';
import { isId } from '#shared/ids.ts';
import { fieldsOf } from '../../../form.ts';
import type { Actions, PageServerLoad } from './$types';
import { readCareAfter } from '../../chats/care.ts';
import { listChoices } from '../choices.ts';
import { emptyValues, issuesByField, readForm, toInput, type FormValues } from '../form.ts';

/**
 * Channel, arena and language come along from the contact before: several in a row are most often of a kind. Who took
 * contact comes along from a conversation.
 */
export const load: PageServerLoad = async ({ locals, url }) => {
	const today = localDay(locals.ctx.now);
	const choices = await listChoices(locals.ctx, { day: today });
	const { channel, arenaId, programmeId } = readContactFilter(url.searchParams);
	const language = url.searchParams.get('language') ?? '';
	const initiative = url.searchParams.get('initiative') ?? '';
	const start: FormValues = {
		...emptyValues(today),
		channel: channel ?? 'other',
		arenaId: choices.arenas.find(({ id }) => id === arenaId)?.id ?? '',
		// The only one that runs, unless the contact before had another, or none.
		programmeId: chosenProgramme(choices.programmes, url.searchParams.has('programme'), programmeId),
		language: /^[a-z]{2,3}$/.test(language) ? language : '',
		initiative: ['us', 'them'].includes(initiative) ? initiative : 'unknown'
	};
	const saved = url.searchParams.get('saved') ?? '';
	return {
		today,
		start,
		// The channel at least came along in the address: from the contact before, or from a conversation.
		isKnown: channel !== undefined,
		choices,
		saved: isId(saved) ? saved : undefined,
		care: isId(saved) ? await readCareAfter(locals.ctx, saved, url.searchParams) : null,
		here: withoutAsked(url),
		isReferred: url.searchParams.has('referred'),
		undone: url.searchParams.has('undone')
	};
};

export const actions: Actions = {
	save: async ({ locals, request }) => {
		const form = await request.formData();
		const values = readForm(form);
		const done = await registerContacts(locals.ctx, [toInput(values)]);
		if (!done.ok) return fail(422, { values, issues: issuesByField(done.issues) });
		const saved = done.ids[0]!;
		const more = { saved, ...(values.outcome === 'referredElsewhere' && { referred: '' }) };
		if (form.get('then') !== 'next') redirect(303, `/contacts?${new URLSearchParams(more)}`);
		redirect(303, `/contacts/new?${remembered(values, more)}`);
	},
	undo: async ({ locals, request }) => {
		const form = await request.formData();
		await removeContact(locals.ctx, fieldsOf(form)('id'));
		if (form.get('back') === 'list') redirect(303, '/contacts?undone');
		redirect(303, `/contacts/new?${remembered(readForm(form), { undone: '' })}`);
	}
};

/** The address of this page, to come back to. */
function withoutAsked(url: URL): string {
	const query = new URLSearchParams(url.searchParams);
	query.delete('asked');
	return `${url.pathname}?${query}`;
}

function remembered(values: FormValues, more: Record<string, string>): URLSearchParams {
	const { channel, arenaId: arena, language, programmeId: programme } = values;
	const filled = Object.entries({ channel, arena, language }).filter(([, value]) => value !== '');
	return new URLSearchParams({ ...Object.fromEntries(filled), programme, ...more });
}

function chosenProgramme(programmes: { value: string }[], isSaid: boolean, said: string | undefined): string {
	if (isSaid) return programmes.find(({ value }) => value === said)?.value ?? '';
	return programmes.length === 1 ? programmes[0]!.value : '';
}
