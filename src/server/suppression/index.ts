/** Who must not be contacted, and until when. */
export { optOut, optOutNumbers, pauseSending, resumeSending } from './opt-out.ts';
export { callForgetExpired as forgetExpiredHolds, selectHolds as listHolds, type HoldFacts } from './suppression.db.ts';
export { noteContact } from './note-contact.ts';
export {
	approveWithdrawal,
	askWithdrawalForNumber,
	askWithdrawalInWriting,
	forgetWithdrawals,
	listWithdrawals,
	refuseWithdrawal
} from './withdraw-opt-out.ts';
export { grounds, withdrawalDays, type Ground, type Withdrawal } from './withdrawal.ts';
