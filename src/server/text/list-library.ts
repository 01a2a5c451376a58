import type { Ctx } from '#db';
import { LyktError } from '#shared/errors.ts';
import { may } from '#staff';
import { selectTemplates, selectUsable } from './library.db.ts';
import type { Kind, Situation, Template, UsableText } from './library.ts';

/**
 * The library with every version, what is in use first.
 * @throws LyktError `forbidden`.
 */
export async function listTemplates(ctx: Ctx, kind?: Kind): Promise<Template[]> {
	mustRead(ctx);
	return selectTemplates(ctx, { kind });
}

/**
 * One text of the library with its history.
 * @throws LyktError `notFound`, `forbidden`.
 */
export async function getTemplate(ctx: Ctx, id: string): Promise<Template> {
	mustRead(ctx);
	const [template] = await selectTemplates(ctx, { id });
	if (!template) throw new LyktError('notFound');
	return template;
}

/**
 * The messages a campaign can begin with, one row per language: only what somebody has reviewed (R75).
 * @throws LyktError `forbidden`.
 */
export async function listUsableMessages(ctx: Ctx): Promise<UsableText[]> {
	mustRead(ctx);
	return selectUsable(ctx, { kind: 'message' });
}

/**
 * Standard answers in one language for an SMS or for a chat, of one situation or of all (R68): reviewed and in use. A
 * language without any gives none; they are starting points for a person, never sent by themselves.
 * @throws LyktError `forbidden`.
 */
export async function listStandardAnswers(
	ctx: Ctx,
	{ situation, language, channel }: { situation?: Situation; language: string; channel?: 'sms' | 'chat' }
): Promise<UsableText[]> {
	mustAnswer(ctx);
	return selectUsable(ctx, { kind: 'answer', purpose: situation, language, channel });
}

/**
 * Texts of method in one language, such as how to speak of boundaries (R122): reviewed and in use.
 * @throws LyktError `forbidden`.
 */
export async function listMethodTexts(ctx: Ctx, language: string): Promise<UsableText[]> {
	mustAnswer(ctx);
	return selectUsable(ctx, { kind: 'method', language });
}

/** The reviewed texts of one template, to see whether a campaign's text still stands as it was read. */
export const findReviewedBodies = (ctx: Ctx, templateId: string): Promise<UsableText[]> =>
	selectUsable(ctx, { templateId, kind: 'message' });

function mustAnswer(ctx: Ctx): void {
	if (!(['conversation.answer', 'chat.answer', 'text.write'] as const).some((action) => may(ctx.actor, action)))
		throw new LyktError('forbidden');
}

function mustRead(ctx: Ctx): void {
	if (!may(ctx.actor, 'text.write')) throw new LyktError('forbidden');
}
