import type { Actor, Role } from '../shared/actor.ts';

/**
 * Who may do what, as data (domain.md 2.8). A room adds its own conditions on top (author ≠ approver, state).
 * Administrators look after accounts and settings and see no content.
 */
const grants = {
	'campaign.read': ['lead', 'adviser', 'analyst'],
	'campaign.write': ['lead', 'adviser'],
	'campaign.approve': ['lead'],
	'campaign.run': ['lead', 'adviser'],
	'campaign.evaluate': ['lead', 'adviser'],
	'offer.read': ['lead', 'adviser', 'peer', 'analyst'],
	'offer.tally': ['lead', 'adviser', 'peer'],
	'offer.write': ['lead', 'adviser'],
	'call.make': ['lead', 'adviser'],
	'attempt.check': ['lead', 'adviser'],
	'conversation.read': ['lead', 'adviser'],
	'conversation.answer': ['lead', 'adviser'],
	'chat.read': ['lead', 'adviser', 'peer'],
	'chat.answer': ['lead', 'adviser', 'peer'],
	'chat.block': ['lead', 'adviser'],
	'chat.set': ['lead', 'administrator'],
	// What visitors put in the suggestion box is words of theirs.
	'suggestion.read': ['lead', 'adviser', 'analyst'],
	'suggestion.answer': ['lead'],
	'pictogram.read': ['lead', 'adviser', 'peer'],
	'pictogram.write': ['lead', 'adviser'],
	'pictogram.test': ['lead', 'adviser', 'peer'],
	'suppression.optOut': ['lead', 'adviser', 'peer'],
	'suppression.askWithdrawal': ['lead', 'adviser'],
	'suppression.withdraw': ['lead'],
	'contact.register': ['lead', 'adviser', 'peer'],
	'contact.read': ['lead', 'adviser', 'peer'],
	'contact.themes': ['lead'],
	// Small numbers stand in internal figures; outside the service, and to everybody on staff, only public ones are told.
	'report.read': ['lead', 'adviser', 'analyst'],
	'report.read_public': ['lead', 'adviser', 'peer', 'analyst', 'administrator'],
	// What is told outside of a year, and how it is divided, is chosen once.
	'report.tell': ['lead'],
	'arena.read': ['lead', 'adviser', 'peer', 'analyst'],
	'arena.write': ['lead', 'adviser'],
	'arena.readName': ['lead', 'adviser'],
	'arena.bePresent': ['lead', 'adviser', 'peer'],
	'text.write': ['lead', 'adviser'],
	'text.lists': ['lead'],
	'directory.read': ['lead', 'adviser', 'peer'],
	'directory.write': ['lead', 'adviser'],
	'directory.confirm': ['lead', 'administrator'],
	'staff.manage': ['administrator'],
	'staff.train': ['lead'],
	'shift.read': ['lead', 'adviser', 'peer', 'analyst', 'administrator'],
	'shift.signUp': ['lead', 'adviser', 'peer'],
	'shift.plan': ['lead'],
	'programme.read': ['lead', 'adviser', 'peer', 'analyst'],
	'programme.write': ['lead'],
	'activity.read': ['lead', 'adviser', 'peer', 'analyst'],
	'activity.write': ['lead', 'adviser', 'peer'],
	'aggregate.read': ['lead', 'adviser', 'analyst'],
	'aggregate.write': ['lead', 'adviser', 'analyst'],
	'quote.read': ['lead', 'adviser', 'peer', 'analyst'],
	'quote.write': ['lead', 'adviser', 'peer'],
	'quote.approve': ['lead', 'adviser'],
	'intake.run': ['lead'],
	'question.write': ['lead', 'analyst'],
	'publication.read': ['lead', 'analyst'],
	'publication.write': ['lead', 'analyst'],
	'publication.freeze': ['lead'],
	'programme.manage': ['administrator', 'lead']
} as const satisfies Record<string, readonly Role[]>;

export type Action = keyof typeof grants;
export const actions = Object.keys(grants) as Action[];

/** @returns true when one of the actor's roles is granted the action. Visitors may nothing; the system everything. */
export function may(actor: Actor, action: Action): boolean {
	if (actor.kind === 'system') return true;
	if (actor.kind !== 'staff') return false;
	return actor.roles.some((role) => (grants[action] as readonly Role[]).includes(role));
}
