import * as v from 'valibot';
import { parseNumber } from '#shared/phone.ts';
import { optOutNumbers } from '#suppression';
import { answer, problem } from '../../answers.ts';
import { optOutInput } from '../../opt-out-input.ts';
import { issuesOf, readJson } from '../../read-body.ts';
import type { RequestHandler } from './$types.js';

/** Somebody asked not to be contacted: `{number}` or `{numbers: […]}`. Stores tags only, and never answers whether a number was there before. */
export const POST: RequestHandler = async ({ request, locals }) => {
	const body = await readJson(request);
	if (!body.ok) return problem(400, body.why);
	const read = v.safeParse(optOutInput, body.value);
	if (!read.success) return problem(422, 'invalid', issuesOf(read.issues));
	const asked = 'number' in read.output ? [read.output.number] : read.output.numbers;
	const parsed = asked.map((text) => parseNumber(text));
	const issues = parsed.flatMap((result, place) => (result.ok ? [] : [{ path: `[${place}]`, message: result.why }]));
	if (issues.length) return problem(422, 'invalid', issues);
	const numbers = parsed.flatMap((result) => (result.ok ? [result.number] : []));
	const done = await optOutNumbers(locals.ctx, numbers);
	return done.ok ? answer({ optedOut: numbers.length, added: done.added }, 201) : problem(403, done.why);
};
