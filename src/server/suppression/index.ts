/** Who must not be contacted, and until when. */
export { optOut, optOutNumbers, pauseSending, resumeSending } from './opt-out.ts';
export { callForgetExpired as forgetExpiredHolds, selectHolds as listHolds, type HoldFacts } from './suppression.db.ts';
