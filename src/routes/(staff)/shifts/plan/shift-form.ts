import type { ShiftPerson } from '#shift';
import { fieldsOf } from '../../../form.ts';

/** What stands in the form of a shift, as it was written. */
export interface Kept {
	weekday: string;
	day: string;
	from: string;
	until: string;
	breaks: string;
	everyWeeks: string;
	validFrom: string;
	validUntil: string;
	places: string;
	people: string[];
}

/** A form that nobody has written in yet. */
export const emptyKept = (today: string, day = today): Kept => ({
	weekday: '2',
	day,
	from: '',
	until: '',
	breaks: '',
	everyWeeks: '1',
	validFrom: today,
	validUntil: '',
	places: '1',
	people: []
});

export function readKept(data: FormData): Kept {
	const field = fieldsOf(data);
	return {
		weekday: field('weekday'),
		day: field('day'),
		from: field('from'),
		until: field('until'),
		breaks: field('breaks'),
		everyWeeks: field('everyWeeks'),
		validFrom: field('validFrom'),
		validUntil: field('validUntil'),
		places: field('places'),
		people: data.getAll('people').filter((value) => typeof value === 'string')
	};
}

/** Who can be chosen. */
export const presentPeople = (people: ShiftPerson[]) => people.map(({ id, name, mayOpen }) => ({ id, name, mayOpen }));
