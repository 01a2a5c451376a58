/** Where we are present: arenas under code names, by class; when we are there, and how many ads stand there. */
export {
	adCategories,
	adField,
	readAdSheet,
	weekToCount,
	type AdCategory,
	type AdFault,
	type AdNumbers,
	type AdRow
} from './ad-count.ts';
export { agreementInput, decideAgreement, type Agreement, type AgreementState } from './agreement.ts';
export {
	activities,
	arenaClasses,
	methods,
	needsReview,
	readArena,
	realNameInput,
	reviewDueOn,
	surveyInput,
	turnovers,
	wasOpenOn,
	type Arena,
	type ArenaClass,
	type ArenaIssue,
	type ArenaState,
	type Survey
} from './arena.ts';
export { closeArena, reopenArena } from './close-arena.ts';
export { countAds } from './count-ads.ts';
export { createArena } from './create-arena.ts';
export { addPresence, beginPresence, cancelPresence, holdPresence, undoPresence, type Which } from './hold-presence.ts';
export {
	findMissingCounts,
	listAdHistory,
	readAdCounts,
	readSheetOf,
	type AdCountForFigures,
	type AdWeek
} from './list-ad-counts.ts';
export { findArenas, getArena, listAgreements, listArenas } from './list-arenas.ts';
export { findUnspoken, listPlans, listPresence, readPresence, type PresenceForFigures } from './list-presence.ts';
export { endAgreement, makeAgreement } from './make-agreement.ts';
export { nameArena, readRealName } from './name-arena.ts';
export { addPlan, endPlan } from './plan-presence.ts';
export {
	cancelReason,
	contactsInput,
	heldInput,
	planInput,
	sumUpPresence,
	themeInput,
	unplannedInput,
	type Plan,
	type Presence,
	type PresenceState
} from './presence.ts';
export { setResponse, surveyArena } from './survey-arena.ts';
