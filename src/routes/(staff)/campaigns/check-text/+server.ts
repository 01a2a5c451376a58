import * as v from 'valibot';
import { getService } from '#programme';
import { getMessageWords, languages } from '#text';
import { reviewText } from '../review-text.ts';
import type { RequestHandler } from './$types.js';

const asked = v.object({
	language: v.picklist(languages.map(({ code }) => code)),
	text: v.pipe(v.string(), v.maxLength(2000))
});

/** Reads a text while it is being written: what it costs and what to think about. Nothing is stored. */
export const POST: RequestHandler = async ({ request, locals }) => {
	const read = v.safeParse(asked, await request.json().catch(() => undefined));
	if (!read.success) return Response.json({ why: 'invalid' }, { status: 422 });
	const around = { service: (await getService(locals.ctx)).name, words: await getMessageWords(locals.ctx) };
	return Response.json(reviewText(read.output.text, read.output.language, around));
};
