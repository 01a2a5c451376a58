import { appendEntry } from '../audit/index.ts';
import { inTransaction, type Ctx } from '../db/index.ts';
import { isId, newId } from '../shared/ids.ts';
import { no, yes, type Outcome } from '../shared/outcome.ts';
import { may } from '../staff/index.ts';
import {
	deletePart,
	hasOtherOfName,
	insertExtension,
	insertGrant,
	insertMandate,
	insertProgramme,
	lockProgramme,
	selectGoals,
	selectParts,
	updateProgramme,
	updateState,
	type PartKind
} from './goal.db.ts';
import {
	lastDayOf,
	type ExtensionInput,
	type GrantInput,
	type MandateInput,
	type Programme,
	type ProgrammeInput
} from './goal.ts';

/** Adds a programme, as a draft (R1). */
export async function createProgramme(
	ctx: Ctx,
	input: ProgrammeInput
): Promise<Outcome<{ id: string }, 'forbidden' | 'nameTaken'>> {
	if (!may(ctx.actor, 'programme.write')) return no('forbidden');
	return inTransaction(ctx, async (ctx) => {
		if (await hasOtherOfName(ctx, input.name, undefined)) return no('nameTaken');
		const id = newId();
		await insertProgramme(ctx, id, input);
		await appendEntry(ctx, 'programme.create', 'programme', id);
		return yes({ id });
	});
}

/** Changes what a programme says of itself. An end that moved is an extension, unless it was wrong from the start. */
export function editProgramme(
	ctx: Ctx,
	id: string,
	input: ProgrammeInput
): Promise<Outcome<object, 'forbidden' | 'notFound' | 'nameTaken' | 'endedBefore'>> {
	return withProgramme(ctx, id, 'programme.edit', async (ctx, programme) => {
		if (await hasOtherOfName(ctx, input.name, id)) return no('nameTaken');
		if (programme.endsOn && programme.endsOn < input.startsOn) return no('endedBefore');
		await updateProgramme(ctx, id, input);
		return yes({});
	});
}

/** Starts a programme, or takes it up again. It must have a goal that can be measured (R117). */
export function startProgramme(
	ctx: Ctx,
	id: string
): Promise<Outcome<object, 'forbidden' | 'notFound' | 'noMeasurableGoal'>> {
	return withProgramme(ctx, id, 'programme.start', async (ctx) => {
		if ((await selectGoals(ctx, id)).every(({ target }) => target === null)) return no('noMeasurableGoal');
		await updateState(ctx, id, 'active', null);
		return yes({});
	});
}

/** Says that a programme is over, and since when. What was registered stays with it. */
export function endProgramme(
	ctx: Ctx,
	id: string,
	endsOn: string
): Promise<Outcome<object, 'forbidden' | 'notFound' | 'notActive' | 'endsBeforeStart'>> {
	return withProgramme(ctx, id, 'programme.end', async (ctx, programme) => {
		if (programme.state !== 'active') return no('notActive');
		if (endsOn < programme.startsOn) return no('endsBeforeStart');
		await updateState(ctx, id, 'ended', endsOn);
		return yes({});
	});
}

/** Moves the end. An extension ends later than what was planned, and than those before it. */
export function addExtension(
	ctx: Ctx,
	id: string,
	input: ExtensionInput
): Promise<Outcome<object, 'forbidden' | 'notFound' | 'notLater'>> {
	return withProgramme(ctx, id, 'programme.extend', async (ctx, programme) => {
		const { extensions } = await selectParts(ctx, id);
		if (input.until <= lastDayOf({ ...programme, endsOn: null }, extensions)) return no('notLater');
		return (await insertExtension(ctx, newId(), id, input)) ? yes({}) : no('notLater');
	});
}

export function addGrant(ctx: Ctx, id: string, input: GrantInput): Promise<Outcome<object, 'forbidden' | 'notFound'>> {
	return withProgramme(ctx, id, 'programme.addGrant', async (ctx) => {
		await insertGrant(ctx, newId(), id, input);
		return yes({});
	});
}

export function addMandate(
	ctx: Ctx,
	id: string,
	input: MandateInput
): Promise<Outcome<object, 'forbidden' | 'notFound'>> {
	return withProgramme(ctx, id, 'programme.addMandate', async (ctx) => {
		await insertMandate(ctx, newId(), id, input);
		return yes({});
	});
}

/** Takes away an extension, a grant or a mandate that was wrong. One that is gone already changes nothing. */
export function removePart(
	ctx: Ctx,
	id: string,
	kind: PartKind,
	partId: string
): Promise<Outcome<object, 'forbidden' | 'notFound'>> {
	return withProgramme(ctx, id, 'programme.removePart', async (ctx) => {
		if (isId(partId)) await deletePart(ctx, kind, id, partId);
		return yes({});
	});
}

async function withProgramme<Why extends string>(
	ctx: Ctx,
	id: string,
	action: string,
	act: (ctx: Ctx, programme: Programme) => Promise<Outcome<object, Why>>
): Promise<Outcome<object, Why | 'forbidden' | 'notFound'>> {
	if (!may(ctx.actor, 'programme.write')) return no('forbidden');
	if (!isId(id)) return no('notFound');
	return inTransaction(ctx, async (ctx) => {
		const programme = await lockProgramme(ctx, id);
		if (!programme) return no('notFound');
		const done = await act(ctx, programme);
		if (done.ok) await appendEntry(ctx, action, 'programme', id);
		return done;
	});
}
