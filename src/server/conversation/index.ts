/** One thread with one address, and its messages, sealed under a key of its own. */
export { filters, type ConversationSummary, type Filter, type Thread } from './conversation.ts';
export { findConversation, updateConversation } from './conversation.db.ts';
export {
	countConversations,
	forgetExpired,
	listConversations,
	openForSending,
	readAddress,
	readConversation,
	settleConversation
} from './read-conversations.ts';
export { addIncoming, addOutgoing, ensureConversation, sealFor } from './receive-message.ts';
