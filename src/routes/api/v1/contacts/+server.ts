import { earliestDay, mostAtOnce, registerContacts, type ContactIssueCode } from '#contact';
import type { RequestHandler } from './$types';
import { answer, problem } from '../../answers.ts';

/** R22: one contact, or a list of them that is taken whole or not at all. */
export const POST: RequestHandler = async ({ locals, request }) => {
	const body = await readJson(request);
	if (body === undefined) return problem(400, 'malformedJson');
	const isList = Array.isArray(body);
	const done = await registerContacts(locals.ctx, isList ? body : [body]);
	if (done.ok) return answer({ ids: done.ids }, 201);
	const issues = done.issues.map(({ path, code }) => ({
		path: isList ? path : path.replace(/^\[0\]\.?/, ''),
		message: sentences[code]
	}));
	return problem(422, done.why, issues);
};

async function readJson(request: Request): Promise<unknown> {
	try {
		return await request.json();
	} catch {
		return undefined;
	}
}

/** The API speaks English to whoever writes against it; it never repeats what was sent. */
const sentences: Record<ContactIssueCode, string> = {
	notAnObject: 'must be an object',
	unknownField: 'is not a field of a contact; nothing was stored',
	badDay: 'must be a day such as 2026-11-24',
	dayInFuture: 'must not be in the future',
	dayTooEarly: `must not be before ${earliestDay}`,
	notAChoice: 'must be one of the values in the API description',
	badArena: 'must be the id of an arena',
	arenaUnknown: 'is not the id of an arena',
	arenaClosed: 'was closed before that day',
	badLanguage: 'must be an ISO 639 code such as nb',
	badThemes: 'must be a list of codes of themes',
	badObstacles: 'must be a list of obstacles from the API description',
	programmeUnknown: 'is not the id of a programme that has begun',
	programmeNotThen: 'did not run on that day',
	badGoals: 'must be a list of ids of sub-goals',
	reasonOnlyWhenUnsure: 'may be given only when seller is unsure',
	badCount: `must hold from 1 to ${mostAtOnce} contacts`
};
