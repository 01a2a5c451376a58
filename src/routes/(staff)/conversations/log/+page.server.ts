import { fail, redirect } from '@sveltejs/kit';
import { listArenas } from '#arena';
import { chatAddress } from '#chat';
import { registerContacts } from '#contact';
import {
	endsContact,
	logExchange,
	loggedChannels,
	longestMinutes,
	readLog,
	responses,
	type LogFaults
} from '#conversation';
import type { Ctx } from '#db';
import { fieldsOf } from '../../../form.ts';
import { languageName } from '../../../language-name.ts';
import { noticeLanguages, noticeText } from '../../chats/card-texts.ts';
import type { Actions, PageServerLoad } from './$types.js';

const fields = ['channel', 'direction', 'arenaId', 'number', 'nick', 'email', 'response', 'notice', 'minutes'] as const;
const ofContact = ['language', 'gender', 'seller'] as const;
type Values = Record<(typeof fields)[number] | (typeof ofContact)[number] | 'began', string> & { counts: boolean };

export const load: PageServerLoad = async ({ locals, url }) => {
	const arenas = await listArenas(locals.ctx);
	return {
		now: locals.ctx.now,
		channel: loggedChannels.find((channel) => channel === url.searchParams.get('channel')) ?? 'call',
		channels: [...loggedChannels],
		responses: responses.map((code) => ({ code, closes: endsContact(code) })),
		arenas: arenas.filter(({ closedAt }) => !closedAt).map(({ id, codeName }) => ({ value: id, label: codeName })),
		/** What to say about anonymity on somebody else's site, with the address of our own chat (R18). */
		notices: noticeLanguages.map((code) => ({
			code,
			name: languageName(code),
			text: noticeText(chatAddress(), code)
		}))
	};
};

export const actions: Actions = {
	/** Begins to take the time: it stands in the form and nowhere else. */
	time: async ({ request, locals }) => ({
		values: { ...readValues(await request.formData()), began: locals.ctx.now.toISOString() },
		faults: {} as LogFaults
	}),
	save: async ({ request, locals }) => {
		const values = readValues(await request.formData());
		const read = readLog({ ...withoutEmpty(values), minutes: minutesOf(values, locals.ctx) });
		if (!read.ok) return fail(422, { values, faults: read.faults });
		const done = await logExchange(locals.ctx, read.input);
		const closed: LogFaults = { arenaId: 'closed' };
		if (!done.ok) return fail(422, { values, faults: closed });
		const told = done.closesNobody ? 'nobody' : endsContact(read.input.response) ? 'closed' : 'logged';
		const { channel, direction } = read.input;
		const initiative = direction === 'in' ? 'them' : 'us';
		const counted = values.counts && read.input.response ? await count(locals.ctx, values, initiative) : undefined;
		const query = { show: 'logged', told, channel, initiative, ...(counted && { counted }) };
		redirect(303, `/conversations?${new URLSearchParams(query).toString()}`);
	}
};

/** Registers it as a contact in the same step; nothing leads from one to the other. @returns its id, to add themes. */
async function count(ctx: Ctx, values: Values, initiative: 'them' | 'us'): Promise<string | undefined> {
	const { channel, arenaId, language, gender, seller } = values;
	const given = Object.entries({ language, gender, seller }).filter(([, value]) => value !== '');
	const input = { channel, initiative, ...(channel === 'arenaMessage' && { arenaId }), ...Object.fromEntries(given) };
	const registered = await registerContacts(ctx, [input]);
	return registered.ok ? registered.ids[0] : undefined;
}

function readValues(form: FormData): Values {
	const field = fieldsOf(form);
	const texts = Object.fromEntries([...fields, ...ofContact, 'began'].map((name) => [name, field(name)]));
	return { ...texts, counts: form.get('counts') === 'on' } as Values;
}

/** As it was typed, else as the clock says. */
function minutesOf({ minutes, began }: Values, { now }: Ctx): string | undefined {
	if (minutes.trim()) return minutes;
	const since = Math.round((now.getTime() - Date.parse(began)) / 60_000);
	return Number.isFinite(since) ? String(Math.min(Math.max(since, 1), longestMinutes)) : undefined;
}

const withoutEmpty = (values: Values) =>
	Object.fromEntries(fields.map((name) => [name, values[name]] as const).filter(([, value]) => value !== ''));
