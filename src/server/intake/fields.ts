/** What a column of a file may be. A contact has no field for a name, a number or a text, and neither has this list. */
export const intakeFields = [
	'happenedOn',
	'hour',
	'channel',
	'arena',
	'programme',
	'gender',
	'seller',
	'unsureReason',
	'buyer',
	'initiative',
	'language',
	'outcome',
	'themes',
	'obstacles'
] as const;
export type IntakeField = (typeof intakeFields)[number];
export const isIntakeField = (text: string): text is IntakeField => (intakeFields as readonly string[]).includes(text);
