/** THE GATE: one try to reach someone, its verdict, claim and disposition. */
export {
	decideVerdict,
	dispositions,
	ruleVersion,
	type Disposition,
	type Verdict,
	type WaitReason
} from './attempt.ts';
export {
	attemptIsMine,
	countDispositions,
	selectMyClaimedCall as findMyClaimedCall,
	type FirstClaim
} from './attempt.db.ts';
export {
	claimAnswer,
	claimCall,
	claimFirst,
	endsContact,
	handOver,
	listVerdicts,
	release,
	settleCall
} from './pass-gate.ts';
