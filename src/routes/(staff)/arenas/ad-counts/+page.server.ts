import { fail, redirect } from '@sveltejs/kit';
import { adCategories, adField, countAds, readAdSheet, readSheetOf, weekToCount, type AdRow } from '#arena';
import { readWeek, weekName } from '#opening';
import { addDays, localDay } from '#shared/calendar.ts';
import { isId } from '#shared/ids.ts';
import { may } from '#staff';
import { fieldsOf } from '../../../form.ts';
import type { Actions, PageServerLoad } from './$types';

/** The sheet of one week, with the week before beside it. */
export const load: PageServerLoad = async ({ locals, url }) => {
	const { ctx } = locals;
	const today = localDay(ctx.now);
	const monday = readWeek(url.searchParams.get('week') ?? '') ?? weekToCount(today);
	const rows = await readSheetOf(ctx, monday);
	const after = addDays(monday, 7);
	const saved = url.searchParams.get('saved');
	return {
		week: weekName(monday),
		monday,
		sunday: addDays(monday, 6),
		before: weekName(addDays(monday, -7)),
		after: after <= today ? weekName(after) : undefined,
		rows: rows.map(present),
		done: rows.filter(({ cells }) => adCategories.some((category) => cells[category].ads !== null)).length,
		mayWrite: may(ctx.actor, 'arena.bePresent') && monday <= today,
		saved: saved !== null && /^\d{1,4}$/.test(saved) ? Number(saved) : undefined
	};
};

export const actions: Actions = {
	default: async ({ locals, request, url }) => {
		const data = await request.formData();
		const field = fieldsOf(data);
		const monday = readWeek(url.searchParams.get('week') ?? '');
		if (!monday) redirect(303, '/arenas/ad-counts');
		const texts = data.getAll('place').filter((value) => typeof value === 'string');
		const places = [...new Set(texts.filter(isId))];
		const sure = data.getAll('sure').filter((value) => typeof value === 'string');
		const kept = { values: valuesOf(places, field), sure };
		const { cells, faults } = readAdSheet(places, field);
		if (Object.keys(faults).length) return fail(422, { ...kept, faults });
		const answer = await countAds(locals.ctx, monday, cells, new Set(sure));
		if (answer.ok) redirect(303, `/arenas/ad-counts?week=${weekName(monday)}&saved=${answer.written}`);
		if (answer.why === 'unlikely') return fail(409, { ...kept, unlikely: answer.fields });
		if (answer.why !== 'changed') return fail(409, { ...kept, refused: answer.why });
		// The next save knows what stands there now.
		const changed = answer.cells.map(({ field, stands }) => ({
			field,
			ads: stands.ads,
			newSinceLast: stands.newSinceLast
		}));
		return fail(409, { ...kept, changed });
	}
};

/** What was written and what stood there, by the names of the fields. */
function valuesOf(places: string[], field: (name: string) => string): Record<string, string> {
	const names = places.flatMap((id) =>
		adCategories.flatMap((category) => [adField('ads', id, category), adField('new', id, category)])
	);
	return Object.fromEntries(names.flatMap((name) => [name, `was.${name}`]).map((name) => [name, field(name)]));
}

const present = ({ arenaId, codeName, cells }: AdRow) => ({
	arenaId,
	codeName,
	cells: adCategories.map((category) => ({
		category,
		ads: cells[category].ads,
		newSinceLast: cells[category].newSinceLast,
		before: cells[category].before
	}))
});
