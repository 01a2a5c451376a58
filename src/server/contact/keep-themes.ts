import { appendEntry } from '#audit';
import { inTransaction, type Ctx } from '#db';
import { LyktError } from '#shared/errors.ts';
import { no, yes, type Outcome } from '#shared/outcome.ts';
import { may } from '#staff';
import type { Obstacle } from './contact.ts';
import {
	countChoices,
	insertTheme,
	lockThemes,
	selectObstacles,
	selectThemes,
	updateHeavy,
	updateLabels,
	updateMerge,
	updateObstacleRetired,
	updateThemeRetired
} from './theme.db.ts';
import { makeCode, mergeChoices, type Theme, type ThemeInput } from './theme.ts';

/** Every theme there ever was, in the order of the form, with retired and merged ones: for words and for choices. */
export const listThemes = (ctx: Pick<Ctx, 'db'>): Promise<Theme[]> => selectThemes(ctx);

/** What may have stood in somebody's way, in the order of the form. */
export const listObstacles = (ctx: Pick<Ctx, 'db'>): Promise<{ code: Obstacle; isRetired: boolean }[]> =>
	selectObstacles(ctx);

/**
 * Themes with how many contacts chose each, for whoever keeps the list.
 * @throws LyktError `forbidden`.
 */
export async function listThemesInUse(ctx: Ctx): Promise<(Theme & { chosen: number })[]> {
	if (!may(ctx.actor, 'contact.themes')) throw new LyktError('forbidden');
	const [themes, counts] = await Promise.all([selectThemes(ctx), countChoices(ctx)]);
	return themes.map((theme) => ({ ...theme, chosen: counts.get(theme.code) ?? 0 }));
}

/** Adds a theme, below another one or on the upper level (R28). */
export function addTheme(
	ctx: Ctx,
	input: ThemeInput,
	parentCode: string | null
): Promise<Outcome<object, 'forbidden' | 'notFound' | 'nameTaken'>> {
	return changingThemes(ctx, 'contact.addTheme', async (ctx, themes) => {
		const parent = themes.find(({ code }) => code === parentCode);
		if (parentCode !== null && (!parent || parent.parentCode !== null)) return no('notFound');
		if (isTaken(input, themes, undefined)) return no('nameTaken');
		const code = makeCode(
			input.labelNb,
			themes.map((theme) => theme.code)
		);
		await insertTheme(ctx, { code, parentCode, labelNb: input.labelNb, labelEn: input.labelEn || null });
		return yes({ code });
	});
}

/** Calls a theme something else. Its code, and every choice that was made, stay. */
export function renameTheme(
	ctx: Ctx,
	code: string,
	input: ThemeInput
): Promise<Outcome<object, 'forbidden' | 'notFound' | 'nameTaken'>> {
	return changingThemes(ctx, 'contact.renameTheme', async (ctx, themes) => {
		if (!themes.some((theme) => theme.code === code)) return no('notFound');
		if (isTaken(input, themes, code)) return no('nameTaken');
		await updateLabels(ctx, code, input.labelNb, input.labelEn || null);
		return yes({ code });
	});
}

/** Takes a theme out of the form, or puts it back. What it counted stays. */
export function retireTheme(
	ctx: Ctx,
	code: string,
	isRetired: boolean
): Promise<Outcome<object, 'forbidden' | 'notFound'>> {
	return changingThemes(ctx, isRetired ? 'contact.retireTheme' : 'contact.restoreTheme', async (ctx, themes) => {
		if (!themes.some((theme) => theme.code === code)) return no('notFound');
		await updateThemeRetired(ctx, code, isRetired);
		return yes({ code });
	});
}

/** Says whether a theme is heavy to hear, so that care is offered after it (R107). Nothing is counted by it. */
export function markHeavy(
	ctx: Ctx,
	code: string,
	isHeavy: boolean
): Promise<Outcome<object, 'forbidden' | 'notFound'>> {
	return changingThemes(ctx, isHeavy ? 'contact.markHeavy' : 'contact.unmarkHeavy', async (ctx, themes) => {
		if (!themes.some((theme) => theme.code === code)) return no('notFound');
		await updateHeavy(ctx, code, isHeavy);
		return yes({ code });
	});
}

/**
 * Lets one theme count as another of its own level (R28). Old choices stay as they were made: figures follow the merge when
 * they are read, also through several merges, and undoing it gives the old figures back.
 * @param into null undoes the merge.
 */
export function mergeTheme(
	ctx: Ctx,
	code: string,
	into: string | null
): Promise<Outcome<object, 'forbidden' | 'notFound' | 'cannotMerge'>> {
	return changingThemes(ctx, into === null ? 'contact.unmergeTheme' : 'contact.mergeTheme', async (ctx, themes) => {
		const theme = themes.find((one) => one.code === code);
		if (!theme) return no('notFound');
		if (into !== null && !mergeChoices(theme, themes).some((choice) => choice.code === into)) return no('cannotMerge');
		await updateMerge(ctx, code, into);
		return yes({ code });
	});
}

/** Takes an obstacle out of the form, or puts it back. The list is fixed: no words of one's own, so that nobody is named. */
export async function retireObstacle(
	ctx: Ctx,
	code: string,
	isRetired: boolean
): Promise<Outcome<object, 'forbidden' | 'notFound'>> {
	if (!may(ctx.actor, 'contact.themes')) return no('forbidden');
	return inTransaction(ctx, async (ctx) => {
		if (!(await updateObstacleRetired(ctx, code, isRetired))) return no('notFound');
		await appendEntry(ctx, isRetired ? 'contact.retireObstacle' : 'contact.restoreObstacle', 'obstacle', code);
		return yes({});
	});
}

async function changingThemes<Why extends string>(
	ctx: Ctx,
	action: string,
	change: (ctx: Ctx, themes: Theme[]) => Promise<Outcome<{ code: string }, Why>>
): Promise<Outcome<object, Why | 'forbidden'>> {
	if (!may(ctx.actor, 'contact.themes')) return no('forbidden');
	return inTransaction(ctx, async (ctx) => {
		const done = await change(ctx, await lockThemes(ctx));
		if (done.ok) await appendEntry(ctx, action, 'theme', done.code);
		return done;
	});
}

const isTaken = (input: ThemeInput, themes: readonly Theme[], own: string | undefined) =>
	themes.some(
		({ code, labelNb, mergedIntoCode }) =>
			code !== own && !mergedIntoCode && labelNb?.toLowerCase() === input.labelNb.toLowerCase()
	);
