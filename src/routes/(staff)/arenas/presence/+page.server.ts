import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import * as v from 'valibot';
import {
	addPresence,
	beginPresence,
	cancelPresence,
	cancelReason,
	contactsInput,
	heldInput,
	holdPresence,
	listArenas,
	listPresence,
	sumUpPresence,
	undoPresence,
	unplannedInput,
	type Presence,
	type Which
} from '#arena';
import { isOffered, listThemes } from '#contact';
import { daysOfWeek, mondayOf, readWeek, weekName } from '#opening';
import { addDays, isDay, localDay } from '#shared/calendar.ts';
import { isId, newId } from '#shared/ids.ts';
import { may } from '#staff';
import { faultsOf, fieldsOf } from '../../../form.ts';
import type { Actions, PageServerLoad } from './$types';

/** What was planned and what was held in one week: one tap says how many got in touch. */
export const load: PageServerLoad = async ({ locals, url }) => {
	const { ctx } = locals;
	const today = localDay(ctx.now);
	const monday = readWeek(url.searchParams.get('week') ?? '') ?? mondayOf(today);
	const week = daysOfWeek(monday);
	const [list, arenas, themes] = await Promise.all([
		listPresence(ctx, monday, week[6]!),
		listArenas(ctx),
		listThemes(ctx)
	]);
	const mayWrite = may(ctx.actor, 'arena.bePresent');
	return {
		now: ctx.now,
		today,
		week: weekName(monday),
		thisWeek: weekName(today),
		before: weekName(addDays(monday, -7)),
		after: weekName(addDays(monday, 7)),
		monday,
		sunday: week[6]!,
		sum: sumUpPresence(list),
		days: week
			.map((day) => ({ day, list: list.filter((one) => one.day === day).map((one) => present(one, today)) }))
			.filter(({ day, list }) => list.length > 0 || day === today),
		places: arenas.filter(({ closedAt }) => !closedAt).map(({ id, codeName }) => ({ id, codeName })),
		themes: themes.map((theme) => ({
			code: theme.code,
			labelNb: theme.labelNb,
			labelEn: theme.labelEn,
			isChoice: theme.parentCode === null && isOffered(theme, themes)
		})),
		newId: newId(),
		mayWrite,
		done: (['held', 'begun', 'cancelled', 'undone'] as const).find((done) => done === url.searchParams.get('done')),
		of: url.searchParams.get('of') ?? undefined,
		sorry: url.searchParams.get('sorry') ?? undefined
	};
};

export const actions: Actions = {
	/** One tap: held as planned, or ended now, with this number. */
	tap: (event) =>
		act(event, 'held', (which, field) => {
			const contacts = v.safeParse(contactsInput, field('contacts'));
			return contacts.success ? holdPresence(event.locals.ctx, which, { contacts: contacts.output }) : notFound;
		}),
	begin: (event) =>
		act(event, 'begun', (which) =>
			'planId' in which ? beginPresence(event.locals.ctx, which) : Promise.resolve({ ok: false, why: 'notFound' })
		),
	cancel: (event) =>
		act(event, 'cancelled', (which, field) => {
			const reason = v.safeParse(cancelReason, field('reason'));
			return reason.success
				? cancelPresence(event.locals.ctx, which, reason.output)
				: Promise.resolve({ ok: false, why: 'reason' });
		}),
	undo: (event) =>
		act(event, 'undone', (which) => ('id' in which ? undoPresence(event.locals.ctx, which.id) : notFound)),
	/** Held with times, a number and a theme of its own. */
	hold: async (event) => {
		const field = fieldsOf(await event.request.formData());
		const which = readWhich(field);
		if (!which) redirect(303, '/arenas/presence?sorry=notFound');
		const values = valuesOf(field);
		const read = v.safeParse(heldInput, values);
		if (!read.success) return fail(422, { of: keyOf(which), values, faults: faultsOf(read.issues) });
		const { from, until, contacts, theme } = read.output;
		const answer = await holdPresence(event.locals.ctx, which, { contacts, theme, times: { from, until } });
		if (!answer.ok) return fail(422, { of: keyOf(which), values, faults: { from: answer.why } });
		redirect(303, backTo(event, 'done=held', answer.id));
	},
	own: async (event) => {
		const field = fieldsOf(await event.request.formData());
		const values = { ...valuesOf(field), id: field('id'), arenaId: field('arenaId'), day: field('day') };
		const read = v.safeParse(unplannedInput, values);
		if (!read.success) return fail(422, { of: 'own', values, faults: faultsOf(read.issues) });
		const answer = await addPresence(event.locals.ctx, read.output);
		const at = { closed: 'arenaId', notFound: 'arenaId', notYet: 'from' } as const;
		if (!answer.ok) return fail(422, { of: 'own', values, faults: { [at[answer.why]]: answer.why } });
		redirect(303, `/arenas/presence?week=${weekName(read.output.day)}&done=held&of=${answer.id}#p-${answer.id}`);
	},
	ownBegin: async (event) => {
		const arenaId = fieldsOf(await event.request.formData())('arenaId');
		if (!isId(arenaId)) return fail(422, { of: 'ownBegin', values: { arenaId }, faults: { arenaId: 'arenaMissing' } });
		const answer = await beginPresence(event.locals.ctx, { arenaId });
		redirect(303, `/arenas/presence?${answer.ok ? `done=begun#p-${answer.id}` : `sorry=${answer.why}`}`);
	}
};

type Field = (name: string) => string;
type Answer = { ok: boolean; why?: string; id?: string };
const notFound: Promise<Answer> = Promise.resolve({ ok: false, why: 'notFound' });

/** Does something with one presence and goes back to it in its week. */
async function act(
	event: Pick<RequestEvent, 'request' | 'url'>,
	done: string,
	command: (which: Which, field: Field) => Promise<Answer>
): Promise<never> {
	const field = fieldsOf(await event.request.formData());
	const which = readWhich(field);
	const answer = which ? await command(which, field) : { ok: false, why: 'notFound' };
	const id = answer.id ?? (which && 'id' in which && done !== 'undone' ? which.id : undefined);
	redirect(303, backTo(event, answer.ok ? `done=${done}` : `sorry=${answer.why}`, id));
}

/** A presence of the plan by its rule and day, another by its id. */
function readWhich(field: Field): Which | undefined {
	const [id, planId, day] = [field('id'), field('plan'), field('day')];
	if (isId(planId) && isDay(day)) return field('id') && isId(id) ? { id } : { planId, day };
	return isId(id) ? { id } : undefined;
}

const valuesOf = (field: Field) => ({
	from: field('from'),
	until: field('until'),
	contacts: field('contacts'),
	theme: field('theme')
});

/** The action's own address has the week that the page showed. */
function backTo({ url }: Pick<RequestEvent, 'url'>, said: string, id?: string): string {
	const monday = readWeek(url.searchParams.get('week') ?? '');
	return `/arenas/presence?${monday ? `week=${weekName(monday)}&` : ''}${said}${id ? `&of=${id}#p-${id}` : ''}`;
}

const keyOf = (which: Which): string => ('id' in which ? which.id : `${which.planId} ${which.day}`);

const present = (one: Presence, today: string) => ({
	key: one.id ?? `${one.planId} ${one.day}`,
	id: one.id,
	planId: one.planId,
	day: one.day,
	codeName: one.codeName,
	planned: one.planned && { from: one.planned.from, until: one.planned.until },
	heldFrom: one.heldFrom,
	heldUntil: one.heldUntil,
	contacts: one.contacts,
	reason: one.cancelledReason,
	theme: one.theme,
	state: one.state,
	mayBegin: one.day === today && (one.state === 'ahead' || one.state === 'due')
});
