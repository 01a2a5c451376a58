import * as v from 'valibot';
import { programmeInput, type Programme } from '#goal';
import { faultsOf, fieldsOf } from '../../form.ts';
import { readNumber } from './words.ts';

/** What stands in the form, as text, whether it can be read or not. */
export type ProgrammeValues = Record<
	'name' | 'startsOn' | 'plannedEnd' | 'targetGroup' | 'ageFloor' | 'mainGoal',
	string
> & { isPreProject: boolean };

/** Reads the form. What was written comes back as it was, with the first fault of each field. */
export function readProgrammeForm(data: FormData) {
	const field = fieldsOf(data);
	const values: ProgrammeValues = {
		name: field('name'),
		startsOn: field('startsOn'),
		plannedEnd: field('plannedEnd'),
		targetGroup: field('targetGroup'),
		ageFloor: field('ageFloor'),
		mainGoal: field('mainGoal'),
		isPreProject: field('isPreProject') === 'on'
	};
	const read = v.safeParse(programmeInput, { ...values, ageFloor: readNumber(values.ageFloor) });
	return { values, input: read.success ? read.output : undefined, faults: read.success ? {} : faultsOf(read.issues) };
}

export const emptyValues: ProgrammeValues = {
	...{ name: '', startsOn: '', plannedEnd: '', targetGroup: '', ageFloor: '18', mainGoal: '' },
	isPreProject: false
};

export const valuesOf = (programme: Programme): ProgrammeValues => ({
	name: programme.name,
	startsOn: programme.startsOn,
	plannedEnd: programme.plannedEnd,
	targetGroup: programme.targetGroup,
	ageFloor: String(programme.ageFloor),
	mainGoal: programme.mainGoal,
	isPreProject: programme.isPreProject
});
