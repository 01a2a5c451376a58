/** THE GATE: one try to reach someone, its verdict, claim and disposition. */
export { readAddress, type ReadAddress } from './address.ts';
export {
	claimMinutes,
	decideMoment,
	decideVerdict,
	dispositions,
	endsContact,
	ruleVersion,
	sights,
	waitReasons,
	type AddressFault,
	type Disposition,
	type HandChannel,
	type Moment,
	type Sight,
	type Verdict,
	type WaitReason
} from './attempt.ts';
export {
	attemptIsMine,
	countDispositions,
	selectMyClaimedCall as findMyClaimedCall,
	type FirstClaim,
	type Task
} from './attempt.db.ts';
export {
	checkByHand,
	listOpenHands,
	refuseLookUp,
	releaseByHand,
	settleByHand,
	type Check,
	type OpenHand
} from './check-by-hand.ts';
export { claimAnswer, claimCall, claimFirst, handOver, listVerdicts, release, settleCall } from './pass-gate.ts';
