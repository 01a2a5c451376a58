import type { ContactIssue, NewContact } from '#contact';
import { fieldsOf } from '../../form.ts';

/** The fields in the order of the page. */
const fields = [
	'happenedOn',
	'channel',
	'arenaId',
	'language',
	'programmeId',
	'initiative',
	'gender',
	'seller',
	'unsureReason',
	'buyer',
	'outcome'
] as const satisfies (keyof NewContact)[];

/** The form as text, exactly as it was filled in: what a form that comes back shows again. */
export type FormValues = Record<(typeof fields)[number], string> & {
	themes: string[];
	obstacles: string[];
	goals: string[];
	isTest: boolean;
};

/** Reads what was posted, as text. */
export function readForm(form: FormData): FormValues {
	const text = fieldsOf(form);
	const values = Object.fromEntries(fields.map((key) => [key, text(key)]));
	const chosen = (name: string) => form.getAll(name).map(String);
	// Themes of the second level come under the name of the theme above them.
	const subThemes = [...form.keys()].filter((key) => key.startsWith('themes.'));
	return {
		...values,
		themes: [...new Set(['themes', ...subThemes].flatMap(chosen))],
		obstacles: chosen('obstacles'),
		goals: chosen('goals'),
		isTest: form.get('isTest') === 'on'
	} as FormValues;
}

/**
 * The form as the room reads it. An empty choice is left out, except the day, which must be there. A reason for being
 * unsure falls away when the answer above it was yes or no: without script the question is always on the page.
 */
export function toInput(values: FormValues): Record<string, unknown> {
	const filled = fields.filter((key) => key === 'happenedOn' || values[key] !== '');
	const input = Object.fromEntries(filled.map((key) => [key, values[key]]));
	if (values.seller !== 'unsure') delete input.unsureReason;
	const { themes, obstacles, goals, isTest } = values;
	return { ...input, programmeId: values.programmeId || null, themes, obstacles, goals, isTest };
}

/** A contact as the form shows it. */
export function toValues(contact: NewContact): FormValues {
	const values = Object.fromEntries(fields.map((key) => [key, contact[key] ?? '']));
	const { themes, obstacles, goals, isTest } = contact;
	return { ...values, themes, obstacles, goals, isTest } as FormValues;
}

/** A form with nothing filled in: every answer is «don't know». */
export const emptyValues = (today: string): FormValues => ({
	happenedOn: today,
	channel: 'other',
	arenaId: '',
	language: '',
	programmeId: '',
	initiative: 'unknown',
	gender: 'notStated',
	seller: 'unsure',
	unsureReason: '',
	buyer: 'unknown',
	outcome: 'unknown',
	themes: [],
	obstacles: [],
	goals: [],
	isTest: false
});

/** The first thing wrong with each field; `[0].` from a list of one is taken off. */
export function issuesByField(issues: ContactIssue[]): Partial<Record<string, ContactIssue['code']>> {
	const byField: Partial<Record<string, ContactIssue['code']>> = {};
	for (const { path, code } of issues) byField[path.replace(/^\[0\]\.?/, '')] ??= code;
	return byField;
}
