import type { ContactIssue, NewContact } from '#contact';
import { fieldsOf } from '../../form.ts';

/** The form as text, exactly as it was filled in: what a form that comes back shows again. */
export type FormValues = Record<Exclude<keyof NewContact, 'themes'>, string> & { themes: string[] };

/** The fields in the order of the page. */
const fields = [
	'happenedOn',
	'channel',
	'arenaId',
	'language',
	'initiative',
	'gender',
	'seller',
	'unsureReason',
	'buyer',
	'outcome'
] as const satisfies (keyof NewContact)[];

/** Reads what was posted, as text. */
export function readForm(form: FormData): FormValues {
	const text = fieldsOf(form);
	const values = Object.fromEntries(fields.map((key) => [key, text(key)]));
	return { ...values, themes: form.getAll('themes').map(String) } as FormValues;
}

/**
 * The form as the room reads it. An empty choice is left out, except the day, which must be there. A reason for being
 * unsure falls away when the answer above it was yes or no: without script the question is always on the page.
 */
export function toInput(values: FormValues): Record<string, unknown> {
	const filled = fields.filter((key) => key === 'happenedOn' || values[key] !== '');
	const input = Object.fromEntries(filled.map((key) => [key, values[key]]));
	if (values.seller !== 'unsure') delete input.unsureReason;
	return { ...input, themes: values.themes };
}

/** A contact as the form shows it. */
export function toValues(contact: NewContact): FormValues {
	const values = Object.fromEntries(fields.map((key) => [key, contact[key] ?? '']));
	return { ...values, themes: contact.themes } as FormValues;
}

/** A form with nothing filled in: every answer is «don't know». */
export const emptyValues = (today: string): FormValues => ({
	happenedOn: today,
	channel: 'other',
	arenaId: '',
	language: '',
	initiative: 'unknown',
	gender: 'notStated',
	seller: 'unsure',
	unsureReason: '',
	buyer: 'unknown',
	outcome: 'unknown',
	themes: []
});

/** The first thing wrong with each field; `[0].` from a list of one is taken off. */
export function issuesByField(issues: ContactIssue[]): Partial<Record<string, ContactIssue['code']>> {
	const byField: Partial<Record<string, ContactIssue['code']>> = {};
	for (const { path, code } of issues) byField[path.replace(/^\[0\]\.?/, '')] ??= code;
	return byField;
}
