/** One counted exchange: registration, correction, lists, and the themes it may have. */
export {
	contactInput,
	earliestDay,
	mostAtOnce,
	registeredContacts,
	type BuyerAnswer,
	type Channel,
	type Contact,
	type ContactInput,
	type ContactIssue,
	type ContactIssueCode,
	type ContactOutcome,
	type Gender,
	type Initiative,
	type NewContact,
	type Obstacle,
	type SellerAnswer,
	type UnsureReason
} from './contact.ts';
export { countReferral, listReferrals, listReferralServices, uncountReferral } from './count-referrals.ts';
export { editContact, removeContact } from './edit-contact.ts';
export {
	addTheme,
	listObstacles,
	listThemes,
	listThemesInUse,
	markHeavy,
	mergeTheme,
	renameTheme,
	retireObstacle,
	retireTheme
} from './keep-themes.ts';
export { contactsPerPage, countContacts, getContact, listContacts, readContactFilter } from './list-contacts.ts';
export { openMonths, referralInput } from './referral.ts';
export { registerContacts } from './register-contacts.ts';
export { areHeavy, followMerges, isOffered, mergeChoices, themeInput, type Theme } from './theme.ts';
