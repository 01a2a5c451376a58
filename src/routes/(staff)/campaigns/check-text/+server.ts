import * as v from 'valibot';
import { languages } from '#text';
import { lookAround } from '../look-around.ts';
import { reviewText } from '../review-text.ts';
import type { RequestHandler } from './$types.js';

const asked = v.object({
	language: v.picklist(languages.map(({ code }) => code)),
	text: v.pipe(v.string(), v.maxLength(2000)),
	/** The last day as it stands in the form; empty where there is none. */
	lastDay: v.optional(v.string(), '')
});

/** Reads a text while it is being written: what it costs and what to think about. Nothing is stored. */
export const POST: RequestHandler = async ({ request, locals }) => {
	const read = v.safeParse(asked, await request.json().catch(() => undefined));
	if (!read.success) return Response.json({ why: 'invalid' }, { status: 422 });
	const { text, language, lastDay } = read.output;
	return Response.json(reviewText(text, language, await lookAround(locals.ctx, lastDay)));
};
