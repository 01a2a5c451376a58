/** The anonymous chat as we see it: who waits, reading, answering, passing on, ending. Visitors come in by #visitor. */
export { chatAddress } from './address.ts';
export { chatFilters, type ChatFilter, type ChatState, type ChatSummary, type ChatThread } from './chat.ts';
export { blockChat, closeChat, pauseChat, resumeChat } from './close-chat.ts';
export { expireChats } from './expire-chats.ts';
export { countReturns } from './count-returns.ts';
export { readFirstAnswers, type FirstAnswers } from './first-answers.ts';
export {
	answerSuggestion,
	countEvaluations,
	fewestShown,
	getChatSetting,
	listSuggestions,
	setChatSetting,
	type EvaluationResult,
	type Suggestion
} from './hear-visitors.ts';
export { beginHearing, hearOfChanges, type Heard } from './hear-of-changes.ts';
export { countChats, listChats, mayHaveChats, mostChats } from './list-chats.ts';
export { readChat, readNews } from './read-chat.ts';
export { openCard } from './open-card.ts';
export { askMeTomorrow, endAsking, isToBeAsked, takeBreak } from './take-a-break.ts';
export { addSecond, handOverChat, listColleagues, lockForMe, passOnMine, takeChat } from './take-chat.ts';
export { giveWelcome, hearWelcome } from './welcome.ts';
export { writeToChat } from './write-to-chat.ts';
