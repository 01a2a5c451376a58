import { describeApi } from '../../describe-api.ts';
import type { RequestHandler } from './$types.js';

/** The description of this API, generated from the schemas that validate it. */
export const GET: RequestHandler = () => Response.json(describeApi());
