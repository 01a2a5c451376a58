import type { Action } from '#staff';

/**
 * The whole route table with what each route asks for. Default deny: a route that is not listed answers 403, and a test
 * walks every route without a session and with every role.
 * The visitors' pages are not here: their port never reaches Kit (src/visitors).
 *   open      anybody on the staff side
 *   signedIn  anybody with a session             an action what the policy table must grant
 *   webhook   a gateway, proved by its signature
 */
export type Access = 'open' | 'webhook' | 'signedIn' | Action;

export const access: Readonly<Record<string, Access>> = {
	'/(open)/sign-in': 'open',
	'/(open)/sign-in/second-step': 'open',
	'/(open)/set-up/[secret]': 'open',
	'/(open)/invitation/[secret]': 'open',
	'/(open)/new-password/[secret]': 'open',
	'/(open)/phones': 'open',
	'/(open)/phones/picture/[name]': 'open',
	'/(open)/about/[page]': 'open',
	'/preferences': 'open',
	'/sign-out': 'open',
	'/health/live': 'open',
	'/health/ready': 'open',

	'/(staff)': 'signedIn',
	'/(staff)/more': 'signedIn',
	'/(staff)/refused': 'signedIn',
	'/(staff)/account': 'signedIn',
	'/(staff)/staff': 'staff.manage',
	'/(staff)/campaigns': 'campaign.read',
	'/(staff)/campaigns/new': 'campaign.write',
	'/(staff)/campaigns/check-text': 'campaign.write',
	'/(staff)/campaigns/[id]': 'campaign.read',
	'/(staff)/campaigns/[id]/edit': 'campaign.write',
	'/(staff)/campaigns/[id]/audience': 'campaign.write',
	'/(staff)/campaigns/[id]/progress': 'campaign.read',
	'/(staff)/campaigns/[id]/call': 'call.make',
	'/(staff)/campaigns/[id]/send-by-hand': 'campaign.run',
	'/(staff)/unsettled': 'campaign.run',
	'/(staff)/campaigns/[id]/evaluation': 'campaign.read',
	'/(staff)/campaigns/[id]/evaluation/csv': 'campaign.read',
	'/(staff)/texts': 'text.write',
	'/(staff)/texts/new': 'text.write',
	'/(staff)/texts/[id]': 'text.write',
	'/(staff)/texts/[id]/edit': 'text.write',
	'/(staff)/texts/words': 'text.write',
	'/(staff)/directory': 'directory.read',
	'/(staff)/pictograms': 'pictogram.read',
	'/(staff)/pictograms/new': 'pictogram.write',
	'/(staff)/pictograms/[id]': 'pictogram.read',
	'/(staff)/pictograms/[id]/change': 'pictogram.write',
	'/(staff)/pictograms/version/[version]/png': 'pictogram.read',
	'/(staff)/pictograms/version/[version]/print': 'pictogram.read',
	'/(staff)/conversations': 'conversation.read',
	'/(staff)/conversations/news': 'conversation.read',
	'/(staff)/conversations/log': 'conversation.answer',
	'/(staff)/conversations/[id]': 'conversation.read',
	'/(staff)/conversations/[id]/news': 'conversation.read',
	'/(staff)/opt-outs': 'suppression.optOut',
	'/(staff)/opt-outs/withdrawals': 'suppression.askWithdrawal',
	'/(staff)/opt-outs/stop-words': 'conversation.read',
	'/(staff)/contacts': 'contact.read',
	'/(staff)/contacts/new': 'contact.register',
	'/(staff)/contacts/[id]': 'contact.register',
	'/(staff)/arenas': 'arena.read',
	'/(staff)/check': 'attempt.check',
	'/(staff)/shifts': 'shift.read',
	'/(staff)/shifts/calendar': 'shift.signUp',
	'/(staff)/shifts/plan': 'shift.plan',
	'/(staff)/shifts/plan/new': 'shift.plan',
	'/(staff)/shifts/plan/extra': 'shift.plan',
	'/(staff)/report': 'report.read',
	'/(staff)/evaluations': 'report.read',
	'/(staff)/offers': 'offer.read',
	'/(staff)/offers/new': 'offer.write',
	'/(staff)/offers/[id]': 'offer.read',
	'/(staff)/offers/[id]/edit': 'offer.write',
	'/(staff)/offers/[id]/tally': 'offer.tally',

	'/webhooks/[gateway]/[secret]': 'webhook',

	'/api/v1/openapi.json': 'open',
	'/api/v1/campaigns': 'campaign.write',
	'/api/v1/campaigns/[id]': 'campaign.read',
	'/api/v1/campaigns/[id]/audience': 'campaign.write',
	'/api/v1/campaigns/[id]/approve': 'campaign.approve',
	'/api/v1/campaigns/[id]/start': 'campaign.run',
	'/api/v1/campaigns/[id]/pause': 'campaign.run',
	'/api/v1/opt-outs': 'suppression.optOut',
	'/api/v1/contacts': 'contact.register',
	'/api/v1/figures/[name]': 'report.read'
};
