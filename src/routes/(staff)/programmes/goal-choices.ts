import type { Ctx } from '#db';
import { listGoals, listOpenGoals } from '#goal';
import { m } from '#messages';

/** Sub-goals to choose from, with their letters; those that are chosen already stay, also when their programme is over. */
export async function goalChoices(ctx: Ctx, kept: readonly string[] = []): Promise<{ value: string; label: string }[]> {
	const open = await listOpenGoals(ctx);
	const others = kept.filter((id) => open.every((goal) => goal.id !== id));
	const closed = others.length > 0 ? (await listGoals(ctx)).filter(({ id }) => others.includes(id)) : [];
	return [...open, ...closed].map(({ id, letter, title }) => ({
		value: id,
		label: m.programme_goal_named({ letter: letter.toUpperCase(), title })
	}));
}
