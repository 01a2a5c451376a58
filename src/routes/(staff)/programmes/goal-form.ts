import * as v from 'valibot';
import { goalInput, type Goal } from '#goal';
import { faultsOf, fieldsOf } from '../../form.ts';
import { readNumberOrNone } from './words.ts';

/** What stands in the form of a goal, as text. */
export type GoalValues = Record<'letter' | 'title' | 'text' | 'measure' | 'target', string>;

export function readGoalForm(data: FormData) {
	const field = fieldsOf(data);
	const values: GoalValues = {
		letter: field('letter'),
		title: field('title'),
		text: field('text'),
		measure: field('measure'),
		target: field('target')
	};
	const read = v.safeParse(goalInput, {
		...values,
		measure: values.measure || null,
		target: readNumberOrNone(values.target)
	});
	return { values, input: read.success ? read.output : undefined, faults: read.success ? {} : faultsOf(read.issues) };
}

export const goalValues = (goal: Goal): GoalValues => ({
	letter: goal.letter,
	title: goal.title,
	text: goal.text,
	measure: goal.measure ?? '',
	target: goal.target === null ? '' : String(goal.target)
});
