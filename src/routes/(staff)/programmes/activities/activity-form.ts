import * as v from 'valibot';
import { activityInput, type Activity } from '#activity';
import { faultsOf, fieldsOf } from '../../../form.ts';
import { readNumberOrNone } from '../words.ts';

/** What stands in the form, as text; organisations one a line. */
export type ActivityValues = Record<
	'kind' | 'happenedOn' | 'organisations' | 'theme' | 'hours' | 'participants' | 'followUpOn',
	string
> & { goals: string[] };

export function readActivityForm(data: FormData) {
	const field = fieldsOf(data);
	const values: ActivityValues = {
		kind: field('kind'),
		happenedOn: field('happenedOn'),
		organisations: field('organisations'),
		theme: field('theme'),
		hours: field('hours'),
		participants: field('participants'),
		followUpOn: field('followUpOn'),
		goals: data.getAll('goals').map(String)
	};
	const read = v.safeParse(activityInput, {
		...values,
		organisations: values.organisations.split(/[\n;]/),
		hours: readNumberOrNone(values.hours),
		participants: readNumberOrNone(values.participants),
		followUpOn: values.followUpOn || null
	});
	return { values, input: read.success ? read.output : undefined, faults: read.success ? {} : faultsOf(read.issues) };
}

export const emptyValues = (today: string): ActivityValues => ({
	...{ kind: 'meeting', happenedOn: today, organisations: '', theme: '', hours: '', participants: '', followUpOn: '' },
	goals: []
});

export const valuesOf = (activity: Activity, decimal: string): ActivityValues => ({
	kind: activity.kind,
	happenedOn: activity.happenedOn,
	organisations: activity.organisations.join('\n'),
	theme: activity.theme,
	hours: activity.hours === null ? '' : String(activity.hours).replace('.', decimal),
	participants: activity.participants === null ? '' : String(activity.participants),
	followUpOn: activity.followUpOn ?? '',
	goals: activity.goals
});

/** Which field a refusal belongs to. */
export const fieldOf = (why: string): string =>
	why === 'inFuture' ? 'happenedOn' : why === 'unknownGoal' ? 'goals' : 'kind';
