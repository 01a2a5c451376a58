/** Planned outreach: a message to an audience, its approval, sending, calls and figures. */
export { beginCall, endCall, findCall, skipCall, type Call } from './call-campaign.ts';
export {
	campaignInput,
	type Campaign,
	type CampaignInput,
	type CampaignState,
	type StepRefusal,
	type VerdictCounts
} from './campaign.ts';
export { composeMessage } from './compose-message.ts';
export { readAudience, readJsonLines, readPasted, type Audience } from './read-audience.ts';
export {
	getCampaign,
	listCampaigns,
	listLines,
	settleUnknowns,
	type CampaignFigures,
	type Line
} from './read-campaigns.ts';
export { setAudience, type AudienceResult } from './set-audience.ts';
export {
	approveCampaign,
	closeCampaign,
	pauseCampaign,
	returnCampaign,
	startCampaign,
	submitCampaign
} from './step-campaign.ts';
export { createCampaign, discardCampaign, editCampaign } from './write-campaign.ts';
