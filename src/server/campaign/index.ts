/** Planned outreach: a message to an audience, its approval, sending, calls and figures. */
export { beginCall, endCall, findCall, skipCall, type Call } from './call-campaign.ts';
export { readCampaignPictogram } from './bring-picture.ts';
export { chooseCampaignPictogram } from './choose-pictogram.ts';
export {
	campaignInput,
	textOf,
	type Campaign,
	type CampaignInput,
	type CampaignState,
	type StepRefusal,
	type VerdictCounts
} from './campaign.ts';
export { compareVariants, type Comparison, type MeasureComparison, type VariantCounts } from './compare-variants.ts';
export { composeMessage } from './compose-message.ts';
export {
	checklist,
	findUnchecked,
	findUnreviewed,
	mayApproverReview,
	measures,
	type ChecklistItem,
	type Target,
	type TextReview,
	type Variant
} from './readiness.ts';
export {
	countContacts,
	getEvaluation,
	listUnevaluated,
	saveHours,
	saveLessons,
	type Evaluation,
	type EvaluationFigures,
	type TextResult
} from './evaluate-campaign.ts';
export { lessonsInput, readHours, works, type Hours, type LessonsInput, type Work } from './evaluation.ts';
export { findFirstMessage, nameCampaigns, type SentFirstMessage } from './find-first-message.ts';
export { readAudience, readJsonLines, readPasted, type Audience } from './read-audience.ts';
export { getCampaign, listCampaigns, listLines, type CampaignFigures, type Line } from './read-campaigns.ts';
export { setAudience, type AudienceResult } from './set-audience.ts';
export {
	approveCampaign,
	closeCampaign,
	pauseCampaign,
	returnCampaign,
	reviewCampaignText,
	startCampaign,
	submitCampaign,
	tickChecklist
} from './step-campaign.ts';
export { createCampaign, discardCampaign, editCampaign } from './write-campaign.ts';
export {
	countForHand,
	findInHand,
	handOutcomes,
	letGoOfForgotten,
	sendsByHand,
	settleInHand,
	takeInHand,
	type ByHand,
	type HandOutcome
} from './send-by-hand.ts';
export { listUnsettled, settleUnsettled, type Unsettled } from './settle-unsettled.ts';
