/** One thread with one address, and its messages, sealed under a key of its own; and what is written down by hand. */
export { askToHearAgain } from './ask-to-hear-again.ts';
export {
	endsContact,
	filters,
	responses,
	type ConversationSummary,
	type Filter,
	type FirstMessageRef,
	type Response,
	type Thread
} from './conversation.ts';
export { findConversation, updateConversation } from './conversation.db.ts';
export { countChannels, countResponses, type ResponseCounts } from './count-responses.ts';
export { foldMessage } from './fold-message.ts';
export { logExchange, readNotices } from './log-exchange.ts';
export { loggedChannels, longestMinutes, readLog, type LogFaults, type Logged, type LoggedChannel } from './logged.ts';
export { findLoggedFact, noteCampaign, noteLoggedCampaign } from './note-campaign.ts';
export {
	countConversations,
	countNews,
	forgetExpired,
	inboxLimit,
	listAnsweredCampaigns,
	listConversations,
	listInbox,
	openForSending,
	readAddress,
	readConversation,
	settleConversation,
	type InboxItem
} from './read-conversations.ts';
export { addOutgoing, sealFor } from './add-outgoing.ts';
export { keyOf } from './conversation.ts';
export { setResponse } from './set-response.ts';
