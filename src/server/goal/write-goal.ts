import { appendEntry } from '../audit/index.ts';
import { inTransaction, type Ctx } from '../db/index.ts';
import { isId, newId } from '../shared/ids.ts';
import { no, yes, type Outcome } from '../shared/outcome.ts';
import { may } from '../staff/index.ts';
import {
	deleteGoal,
	findGoal,
	hasTags,
	insertGoal,
	lockProgramme,
	selectGoals,
	updateAssessment,
	updateGoal
} from './goal.db.ts';
import type { AssessmentInput, Goal, GoalInput } from './goal.ts';

/** Adds a sub-goal to a programme (R2). */
export async function addGoal(
	ctx: Ctx,
	programmeId: string,
	input: GoalInput
): Promise<Outcome<{ id: string }, 'forbidden' | 'notFound' | 'letterTaken'>> {
	if (!may(ctx.actor, 'programme.write')) return no('forbidden');
	if (!isId(programmeId)) return no('notFound');
	return inTransaction(ctx, async (ctx) => {
		if (!(await lockProgramme(ctx, programmeId))) return no('notFound');
		const goals = await selectGoals(ctx, programmeId);
		if (goals.some(({ letter }) => letter === input.letter)) return no('letterTaken');
		const id = newId();
		await insertGoal(ctx, id, programmeId, input);
		await appendEntry(ctx, 'programme.addGoal', 'goal', id);
		return yes({ id });
	});
}

/** Changes a sub-goal. The last one that can be measured stays so while the programme is active (R117). */
export async function editGoal(
	ctx: Ctx,
	id: string,
	input: GoalInput
): Promise<Outcome<object, 'forbidden' | 'notFound' | 'letterTaken' | 'lastMeasurable'>> {
	return withGoal(ctx, id, 'programme.editGoal', async (ctx, goal, others, isActive) => {
		if (others.some(({ letter }) => letter === input.letter)) return no('letterTaken');
		if (isActive && input.target === null && isLastMeasurable(goal, others)) return no('lastMeasurable');
		await updateGoal(ctx, id, input);
		return yes({});
	});
}

/** Takes a sub-goal away, as long as nothing was done towards it. */
export async function removeGoal(
	ctx: Ctx,
	id: string
): Promise<Outcome<object, 'forbidden' | 'notFound' | 'lastMeasurable' | 'inUse'>> {
	return withGoal(ctx, id, 'programme.removeGoal', async (ctx, goal, others, isActive) => {
		if (isActive && isLastMeasurable(goal, others)) return no('lastMeasurable');
		if (await hasTags(ctx, id)) return no('inUse');
		await deleteGoal(ctx, id);
		return yes({});
	});
}

/** How it went, and what was decided, in the team's own words (R2). */
export async function assessGoal(
	ctx: Ctx,
	id: string,
	input: AssessmentInput
): Promise<Outcome<object, 'forbidden' | 'notFound'>> {
	return withGoal(ctx, id, 'programme.assessGoal', async (ctx) => {
		await updateAssessment(ctx, id, input);
		return yes({});
	});
}

const isLastMeasurable = (goal: Goal, others: readonly Goal[]) =>
	goal.target !== null && others.every(({ target }) => target === null);

async function withGoal<Why extends string>(
	ctx: Ctx,
	id: string,
	action: string,
	act: (ctx: Ctx, goal: Goal, others: Goal[], isActive: boolean) => Promise<Outcome<object, Why>>
): Promise<Outcome<object, Why | 'forbidden' | 'notFound'>> {
	if (!may(ctx.actor, 'programme.write')) return no('forbidden');
	return inTransaction(ctx, async (ctx) => {
		const known = isId(id) ? await findGoal(ctx, id) : undefined;
		const programme = known && (await lockProgramme(ctx, known.programmeId));
		const goal = programme && (await findGoal(ctx, id));
		if (!goal) return no('notFound');
		const others = (await selectGoals(ctx, goal.programmeId)).filter((other) => other.id !== id);
		const done = await act(ctx, goal, others, programme.state === 'active');
		if (done.ok) await appendEntry(ctx, action, 'goal', id);
		return done;
	});
}
