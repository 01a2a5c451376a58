/** Messages out and in, receipts, retries. */
export { deliveryStates, sumUp, type DeliveryCounts, type DeliveryState } from './delivery.ts';
export {
	answersByHand,
	findAnswerInHand,
	listAnswersForHand,
	settleAnswerInHand,
	takeAnswerInHand,
	type AnswerInHand
} from './answer-by-hand.ts';
export {
	countStates,
	countUnsent,
	findInbound,
	forgetInbound,
	insertFirstMessages,
	selectUncalledFirst,
	beginCalls,
	findByHand,
	holdsByHand,
	insertByHand,
	markForgottenByHand,
	minutesInHand,
	selectUnknown as listUnknown,
	settleByHand,
	settleUnknown,
	takePace,
	withdrawUnsent,
	type FirstMessage,
	type UnknownRow
} from './delivery.db.ts';
export { collect, collectSoon, sendAnswers, settleInterrupted } from './delivery.tasks.ts';
export { dispatch, type Outgoing } from './dispatch.ts';
export { answer, decideStop } from './receive.ts';
export { takeCall } from './take-news.ts';
