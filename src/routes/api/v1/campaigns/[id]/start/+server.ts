import { startCampaign } from '#campaign';
import { takeStep } from '../../../../take-step.ts';
import type { RequestHandler } from './$types.js';

export const POST: RequestHandler = ({ locals, params }) => takeStep(locals.ctx, params.id, startCampaign);
