import type { CampaignInput } from '../src/server/campaign/index.ts';

/** What a campaign needs besides texts and a list before somebody can say yes to it: for tests about something else. */
export const inOrder = {
	target: { count: 10, measure: 'replied' },
	checklist: ['capacity', 'openingHours', 'materials', 'staffInformed']
} satisfies Partial<CampaignInput>;
