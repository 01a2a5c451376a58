import { findArenas } from '#arena';
import type { OpenHand, Task } from '#attempt';
import { getCampaign } from '#campaign';
import type { Ctx } from '#db';

/** What each task is called and whether it still goes on, by id. */
export async function nameTasks(ctx: Ctx, tasks: Task[]): Promise<Map<string, { name: string; isOpen: boolean }>> {
	const arenas = await findArenas(
		ctx,
		tasks.flatMap((task) => ('arenaId' in task ? [task.arenaId] : []))
	);
	const campaignIds = new Set(tasks.flatMap((task) => ('campaignId' in task ? [task.campaignId] : [])));
	const campaigns = await Promise.all([...campaignIds].map((id) => getCampaign(ctx, id)));
	return new Map([
		...arenas.map(({ id, codeName, closedAt }) => [id, { name: codeName, isOpen: closedAt === null }] as const),
		...campaigns.map(({ campaign: { id, name, state } }) => [id, { name, isOpen: state === 'running' }] as const)
	]);
}

/** How long a claim is this person's: never less than a minute until it is over. */
export const timeLeft = ({ until }: Pick<OpenHand, 'until'>, now: Date) => ({
	until,
	minutesLeft: Math.max(1, Math.round((until.getTime() - now.getTime()) / 60_000)),
	isOver: until <= now
});

export const toTask = ({ campaignId, arenaId }: OpenHand): Task =>
	arenaId === null ? { campaignId: campaignId! } : { arenaId };
export const idOf = (task: Task): string => ('arenaId' in task ? task.arenaId : task.campaignId);
export const queryOf = (task: Task): string =>
	'arenaId' in task ? `arena=${task.arenaId}` : `campaign=${task.campaignId}`;
