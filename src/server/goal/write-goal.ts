import { appendEntry } from '../audit/index.ts';
import { inTransaction, type Ctx } from '../db/index.ts';
import { isId, newId } from '../shared/ids.ts';
import { no, yes, type Outcome } from '../shared/outcome.ts';
import { may } from '../staff/index.ts';
import {
	deleteGoal,
	deleteTag,
	findGoal,
	hasTags,
	insertGoal,
	insertTags,
	lockProgramme,
	selectExtensions,
	selectGoals,
	selectTaggable,
	tagPresences,
	untagPresences,
	updateAssessment,
	updateGoal,
	type Taggable
} from './goal.db.ts';
import { lastDayOf, type AssessmentInput, type Goal, type GoalInput, type Programme } from './goal.ts';

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
	return withGoal(ctx, id, 'programme.editGoal', async (ctx, goal, others, { state }) => {
		if (others.some(({ letter }) => letter === input.letter)) return no('letterTaken');
		if (state === 'active' && input.target === null && isLastMeasurable(goal, others)) return no('lastMeasurable');
		await updateGoal(ctx, id, input);
		return yes({});
	});
}

/** Takes a sub-goal away, as long as nothing was done towards it. */
export async function removeGoal(
	ctx: Ctx,
	id: string
): Promise<Outcome<object, 'forbidden' | 'notFound' | 'lastMeasurable' | 'inUse'>> {
	return withGoal(ctx, id, 'programme.removeGoal', async (ctx, goal, others, { state }) => {
		if (state === 'active' && isLastMeasurable(goal, others)) return no('lastMeasurable');
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

/**
 * Says that a campaign, an offer, a sheet of numbers, or every presence on an arena within the programme's days was work
 * towards a goal; or takes that back. Contacts and meetings say so themselves, when they are registered.
 */
export async function tagByHand(
	ctx: Ctx,
	goalId: string,
	subject: Pick<Taggable, 'kind' | 'id'>,
	isTagged: boolean
): Promise<Outcome<object, 'forbidden' | 'notFound' | 'unknownSubject' | 'noPresence'>> {
	return withGoal(
		ctx,
		goalId,
		isTagged ? 'programme.tag' : 'programme.untag',
		async (ctx, _goal, _others, programme) => {
			const { kind, id } = subject;
			const known = (await selectTaggable(ctx, goalId)).some((one) => one.kind === kind && one.id === id);
			if (!known) return no('unknownSubject');
			if (kind === 'arena') {
				if (!isTagged) await untagPresences(ctx, goalId, id);
				else if ((await tagPresences(ctx, goalId, id, ...(await daysOf(ctx, programme)))) === 0)
					return no('noPresence');
			} else if (isTagged) await insertTags(ctx, kind, [{ subjectId: id, goalId }]);
			else await deleteTag(ctx, goalId, kind, id);
			return yes({});
		}
	);
}

/** What can be tagged by hand, and what is. None for whoever may not change goals. */
export async function listTaggable(ctx: Ctx, goalId: string): Promise<Taggable[]> {
	return may(ctx.actor, 'programme.write') && isId(goalId) ? selectTaggable(ctx, goalId) : [];
}

async function daysOf(ctx: Ctx, programme: Programme): Promise<[string, string]> {
	const extensions = (await selectExtensions(ctx)).filter(({ programmeId }) => programmeId === programme.id);
	return [programme.startsOn, lastDayOf(programme, extensions)];
}

const isLastMeasurable = (goal: Goal, others: readonly Goal[]) =>
	goal.target !== null && others.every(({ target }) => target === null);

async function withGoal<Why extends string>(
	ctx: Ctx,
	id: string,
	action: string,
	act: (ctx: Ctx, goal: Goal, others: Goal[], programme: Programme) => Promise<Outcome<object, Why>>
): Promise<Outcome<object, Why | 'forbidden' | 'notFound'>> {
	if (!may(ctx.actor, 'programme.write')) return no('forbidden');
	return inTransaction(ctx, async (ctx) => {
		const known = isId(id) ? await findGoal(ctx, id) : undefined;
		const programme = known && (await lockProgramme(ctx, known.programmeId));
		const goal = programme && (await findGoal(ctx, id));
		if (!goal) return no('notFound');
		const others = (await selectGoals(ctx, goal.programmeId)).filter((other) => other.id !== id);
		const done = await act(ctx, goal, others, programme);
		if (done.ok) await appendEntry(ctx, action, 'goal', id);
		return done;
	});
}
