/** What somebody said, written anew and read by two; nothing leads back. */
export {
	approveQuote,
	listApprovedQuotes,
	listQuotes,
	proposeQuote,
	rewriteQuote,
	sendBackQuote,
	withdrawQuote
} from './keep-quotes.ts';
export { findLeads, quoteInput, type ApprovedQuote, type Quote, type QuoteState } from './quote.ts';
