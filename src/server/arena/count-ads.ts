import { appendEntry } from '#audit';
import { inTransaction, type Ctx } from '#db';
import { weekName } from '#opening';
import { addDays, localDay } from '#shared/calendar.ts';
import { LyktError } from '#shared/errors.ts';
import { no, yes, type Outcome } from '#shared/outcome.ts';
import { may } from '#staff';
import { adKey, byCell, deleteAdCounts, lockWeek, selectAdCounts, upsertAdCounts } from './ad-count.db.ts';
import { adField, isSame, isUnlikely, type AdCell, type AdNumbers } from './ad-count.ts';
import { selectArenasById } from './arena.db.ts';
import { wasOpenOn } from './arena.ts';

/** A field that somebody else has changed since the sheet was opened, and what stands there now. */
export interface ChangedCell {
	field: string;
	stands: AdNumbers;
}

/**
 * Writes what was counted in a week (R71, R72): only what was changed; a field that was emptied is not counted any more.
 * All of it is written, or nothing.
 * @param week the Monday of the week
 * @param sure `field=number` of those surprising numbers that the person has looked at once more
 * @returns how many numbers were written; `changed` and `unlikely` name the fields that a person should look at.
 * @throws LyktError `forbidden`.
 */
export async function countAds(
	ctx: Ctx,
	week: string,
	cells: readonly AdCell[],
	sure: ReadonlySet<string> = new Set()
): Promise<
	| Outcome<{ written: number }, 'future' | 'closed'>
	| { ok: false; why: 'changed'; cells: ChangedCell[] }
	| { ok: false; why: 'unlikely'; fields: string[] }
> {
	if (!may(ctx.actor, 'arena.bePresent')) throw new LyktError('forbidden');
	if (week > localDay(ctx.now)) return no('future');
	return inTransaction(ctx, async (ctx) => {
		await lockWeek(ctx, week);
		if (!(await areOpen(ctx, week, cells))) return no('closed');
		const rows = await selectAdCounts(ctx, addDays(week, -7), week);
		const stored = byCell(rows.filter((row) => row.week === week));
		const before = byCell(rows.filter((row) => row.week !== week));
		const standsAt = ({ arenaId, category }: AdCell) => stored.get(adKey(arenaId, category)) ?? nothing;
		const news = cells.filter((cell) => !isSame(cell, standsAt(cell)));
		const changed = news.filter((cell) => !isSame(cell.was, standsAt(cell)));
		if (changed.length) return { ok: false, why: 'changed', cells: changed.map((cell) => at(cell, standsAt(cell))) };
		const unlikely = news
			.filter(({ arenaId, category, ads }) => isUnlikely(ads, before.get(adKey(arenaId, category))?.ads ?? null))
			.filter((cell) => !sure.has(`${fieldOf(cell)}=${cell.ads}`));
		if (unlikely.length) return { ok: false, why: 'unlikely', fields: unlikely.map(fieldOf) };
		await write(ctx, week, news, (cell) => standsAt(cell).ads !== null);
		return yes({ written: news.length });
	});
}

/** The entry of a place says which week; that something was counted before makes it a correction. */
async function write(
	ctx: Ctx,
	week: string,
	news: readonly AdCell[],
	wasCounted: (cell: AdCell) => boolean
): Promise<void> {
	await upsertAdCounts(
		ctx,
		week,
		news.filter(({ ads }) => ads !== null)
	);
	await deleteAdCounts(
		ctx,
		week,
		news.filter(({ ads }) => ads === null)
	);
	for (const [arenaId, ofArena] of Map.groupBy(news, (cell) => cell.arenaId))
		await appendEntry(
			ctx,
			ofArena.some(wasCounted) ? 'arena.correctAds' : 'arena.countAds',
			'arena',
			arenaId,
			weekName(week)
		);
}

/** Every place is known, and was open in that week. */
async function areOpen(ctx: Ctx, week: string, cells: readonly AdCell[]): Promise<boolean> {
	const ids = [...new Set(cells.map(({ arenaId }) => arenaId))];
	const arenas = await selectArenasById(ctx, ids);
	return arenas.length === ids.length && arenas.every((arena) => wasOpenOn(arena, week, localDay));
}

const nothing: AdNumbers = { ads: null, newSinceLast: null };
const fieldOf = ({ arenaId, category }: AdCell): string => adField('ads', arenaId, category);
const at = (cell: AdCell, stands: AdNumbers): ChangedCell => ({ field: fieldOf(cell), stands });
