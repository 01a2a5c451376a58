import { fail, redirect } from '@sveltejs/kit';
import { listArenas } from '#arena';
import { endsContact, logExchange, loggedChannels, readLog, responses, type LogFaults } from '#conversation';
import { fieldsOf } from '../../../form.ts';
import type { Actions, PageServerLoad } from './$types.js';

const fields = ['channel', 'direction', 'arenaId', 'number', 'nick', 'email', 'response'] as const;
type Values = Record<(typeof fields)[number], string>;

export const load: PageServerLoad = async ({ locals }) => {
	const arenas = await listArenas(locals.ctx);
	return {
		channels: [...loggedChannels],
		responses: responses.map((code) => ({ code, closes: endsContact(code) })),
		arenas: arenas.filter(({ closedAt }) => !closedAt).map(({ id, codeName }) => ({ value: id, label: codeName }))
	};
};

export const actions: Actions = {
	default: async ({ request, locals }) => {
		const field = fieldsOf(await request.formData());
		const values = Object.fromEntries(fields.map((name) => [name, field(name)])) as Values;
		const read = readLog(withoutEmpty(values));
		if (!read.ok) return fail(422, { values, faults: read.faults });
		const done = await logExchange(locals.ctx, read.input);
		const closed: LogFaults = { arenaId: 'closed' };
		if (!done.ok) return fail(422, { values, faults: closed });
		const told = done.closesNobody ? 'nobody' : endsContact(read.input.response) ? 'closed' : 'logged';
		const { channel, direction } = read.input;
		const initiative = direction === 'in' ? 'them' : 'us';
		redirect(303, `/conversations?${new URLSearchParams({ show: 'logged', told, channel, initiative }).toString()}`);
	}
};

const withoutEmpty = (values: Values) => Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''));
