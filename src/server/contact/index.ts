/** One counted exchange: registration, correction, lists. */
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
	type SellerAnswer,
	type Theme,
	type UnsureReason
} from './contact.ts';
export { editContact, removeContact } from './edit-contact.ts';
export { contactsPerPage, countContacts, getContact, listContacts, readContactFilter } from './list-contacts.ts';
export { registerContacts } from './register-contacts.ts';
