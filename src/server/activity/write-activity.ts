import { appendEntry } from '../audit/index.ts';
import { inTransaction, type Ctx } from '../db/index.ts';
import { areGoals, replaceTags } from '../goal/index.ts';
import { localDay } from '../shared/calendar.ts';
import { isId, newId } from '../shared/ids.ts';
import { no, yes, type Outcome } from '../shared/outcome.ts';
import { may } from '../staff/index.ts';
import { deleteActivity, insertActivity, selectNames, updateActivity } from './activity.db.ts';
import { adoptNames, type ActivityInput } from './activity.ts';

/** Writes down a meeting or the like (R95), with the goals it was work towards. */
export async function addActivity(
	ctx: Ctx,
	input: ActivityInput
): Promise<Outcome<{ id: string }, 'forbidden' | 'inFuture' | 'unknownGoal'>> {
	const refusal = await refuse(ctx, input);
	if (refusal) return no(refusal);
	return inTransaction(ctx, async (ctx) => {
		const id = newId();
		await insertActivity(ctx, id, await withKnownNames(ctx, input));
		await replaceTags(ctx, 'activity', id, input.goals);
		await appendEntry(ctx, 'activity.add', 'activity', id);
		return yes({ id });
	});
}

/** Corrects what was written down. */
export async function editActivity(
	ctx: Ctx,
	id: string,
	input: ActivityInput
): Promise<Outcome<object, 'forbidden' | 'notFound' | 'inFuture' | 'unknownGoal'>> {
	const refusal = await refuse(ctx, input);
	if (refusal) return no(refusal);
	return inTransaction(ctx, async (ctx) => {
		if (!isId(id) || !(await updateActivity(ctx, id, await withKnownNames(ctx, input)))) return no('notFound');
		await replaceTags(ctx, 'activity', id, input.goals);
		await appendEntry(ctx, 'activity.edit', 'activity', id);
		return yes({});
	});
}

/** Takes away what was wrong. What is gone already changes nothing. */
export async function removeActivity(ctx: Ctx, id: string): Promise<Outcome<object, 'forbidden'>> {
	if (!may(ctx.actor, 'activity.write')) return no('forbidden');
	return inTransaction(ctx, async (ctx) => {
		if (isId(id) && (await deleteActivity(ctx, id))) await appendEntry(ctx, 'activity.remove', 'activity', id);
		return yes({});
	});
}

/** What has happened is counted, so nothing may lie ahead; the day to follow up on may. */
async function refuse(ctx: Ctx, input: ActivityInput): Promise<'forbidden' | 'inFuture' | 'unknownGoal' | undefined> {
	if (!may(ctx.actor, 'activity.write')) return 'forbidden';
	if (input.happenedOn > localDay(ctx.now)) return 'inFuture';
	return (await areGoals(ctx, input.goals)) ? undefined : 'unknownGoal';
}

const withKnownNames = async (ctx: Ctx, input: ActivityInput): Promise<ActivityInput> => ({
	...input,
	organisations: adoptNames(input.organisations, await selectNames(ctx))
});
