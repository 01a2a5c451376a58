import { listArenas } from '#arena';
import { isOffered, listObstacles, listThemes, type Contact } from '#contact';
import type { Ctx } from '#db';
import { findProgrammesOn, findProgrammes } from '#goal';
import { goalChoices } from '../programmes/goal-choices.ts';
import { obstacleWords, themeWord } from './words.ts';

type Choice = { value: string; label: string };

/** Everything one can choose from in the form. */
export interface ContactChoices {
	arenas: { id: string; codeName: string; closed: boolean }[];
	/** The upper level, each with the themes below it. */
	themes: (Choice & { below: Choice[] })[];
	obstacles: Choice[];
	programmes: Choice[];
	goals: Choice[];
}

/**
 * What is in use on a day.
 * @param options.kept a contact that may have something that is out of use by now: that stays among the choices.
 */
export async function listChoices(ctx: Ctx, { day, kept }: { day: string; kept?: Contact }): Promise<ContactChoices> {
	const [arenas, themes, obstacles, programmes, goals] = await Promise.all([
		listArenas(ctx),
		listThemes(ctx),
		listObstacles(ctx),
		listProgrammeChoices(ctx, day, kept?.programmeId ?? null),
		goalChoices(ctx, kept?.goals)
	]);
	const isShown = (code: string) => themes.some((theme) => theme.code === code && isOffered(theme, themes));
	const isKept = (code: string) => kept?.themes.includes(code) ?? false;
	const hasKept = (top: string) => themes.some(({ code, parentCode }) => parentCode === top && isKept(code));
	const below = (top: string) =>
		themes
			.filter(({ code, parentCode }) => parentCode === top && (isShown(code) || isKept(code)))
			.map((theme) => ({ value: theme.code, label: themeWord(theme) }));
	return {
		arenas: arenas
			.filter(({ id, closedAt }) => closedAt === null || id === kept?.arenaId)
			.map(({ id, codeName, closedAt }) => ({ id, codeName, closed: closedAt !== null })),
		themes: themes
			.filter(({ code, parentCode }) => parentCode === null && (isShown(code) || isKept(code) || hasKept(code)))
			.map((theme) => ({ value: theme.code, label: themeWord(theme), below: below(theme.code) })),
		obstacles: obstacles
			.filter(({ code, isRetired }) => !isRetired || kept?.obstacles.includes(code))
			.map(({ code }) => ({ value: code, label: obstacleWords[code]() })),
		programmes,
		goals
	};
}

async function listProgrammeChoices(ctx: Ctx, day: string, keptId: string | null): Promise<Choice[]> {
	const then = await findProgrammesOn(ctx, day);
	const isMissing = keptId !== null && then.every(({ id }) => id !== keptId);
	const kept = isMissing ? (await findProgrammes(ctx)).filter(({ id }) => id === keptId) : [];
	return [...then, ...kept].map(({ id, name }) => ({ value: id, label: name }));
}
