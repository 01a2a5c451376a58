import { appendEntry } from '#audit';
import { inTransaction, type Ctx } from '#db';
import { newId } from '#shared/ids.ts';
import { no, yes, type Outcome } from '#shared/outcome.ts';
import { may } from '#staff';
import {
	carryBodies,
	deleteBodies,
	insertTemplate,
	insertVersion,
	lockTemplate,
	setBodyReviewed,
	updateTemplate,
	writeBodies
} from './library.db.ts';
import { planEdit, type AnswerChannel, type Kind, type Template, type TemplateInput } from './library.ts';

/** Writes a new text of the library in its first version. Nobody can use it before somebody else has read it (R75). */
export async function createTemplate(ctx: Ctx, input: TemplateInput): Promise<Outcome<{ id: string }, 'forbidden'>> {
	if (!may(ctx.actor, 'text.write')) return no('forbidden');
	const [id, versionId, by] = [newId(), newId(), actorId(ctx)];
	const { kind, purpose, name, bodies } = input;
	const channel = channelOf(kind, input.channel ?? 'both');
	await inTransaction(ctx, async (ctx) => {
		await insertTemplate(ctx, { id, kind, purpose, name, channel, by });
		await insertVersion(ctx, { id: versionId, templateId: id, number: 1, by });
		await writeBodies(ctx, versionId, bodies, by);
		await appendEntry(ctx, 'text.create', 'textTemplate', id);
	});
	return yes({ id });
}

/**
 * Changes a text of the library. Once one of its languages has been read the version is frozen, and this makes a new one:
 * unchanged languages take their review along, and the old text stays in use until the new one has been read.
 * @returns whether a new version was made.
 */
export async function editTemplate(
	ctx: Ctx,
	id: string,
	{ name, bodies, channel: asked }: Pick<TemplateInput, 'name' | 'bodies' | 'channel'>
): Promise<Outcome<{ isNewVersion: boolean }, 'forbidden' | 'notFound'>> {
	return change(ctx, id, 'text.edit', async (ctx, template) => {
		const newest = template.versions[0]!;
		const plan = planEdit(newest, bodies);
		const channel = channelOf(template.kind, asked ?? template.channel);
		if (name !== template.name || channel !== template.channel) await updateTemplate(ctx, id, { name, channel });
		if (plan.kind === 'none') return yes({ isNewVersion: false });
		const written = Object.fromEntries(plan.changed.map((language) => [language, bodies[language]!]));
		if (plan.kind === 'inPlace') {
			await deleteBodies(ctx, newest.id, plan.gone);
			await writeBodies(ctx, newest.id, written, actorId(ctx));
			return yes({ isNewVersion: false });
		}
		const versionId = newId();
		await insertVersion(ctx, { id: versionId, templateId: id, number: newest.number + 1, by: actorId(ctx) });
		await carryBodies(ctx, versionId, plan.kept);
		await writeBodies(ctx, versionId, written, actorId(ctx));
		return yes({ isNewVersion: true });
	});
}

/**
 * Somebody who reads the language well, and did not write the text, has read it: now it may be used (R75).
 * @param text the words they had before them; `changed` when they are no longer what stands.
 */
export async function reviewTemplateText(
	ctx: Ctx,
	id: string,
	text: { language: string; body: string }
): Promise<Outcome<object, 'forbidden' | 'notFound' | 'ownText' | 'changed'>> {
	return change(ctx, id, 'text.review', async (ctx, template) => {
		const by = actorId(ctx);
		if (by === null) return no('forbidden');
		const newest = template.versions[0]!;
		const found = newest.texts.find(({ language }) => language === text.language);
		if (found?.writtenBy === by) return no('ownText');
		return (await setBodyReviewed(ctx, newest.id, text, by)) ? yes({}) : no('changed');
	});
}

/** Takes a text out of use; its history and the campaigns it went into stay. */
export const retireTemplate = (ctx: Ctx, id: string): Promise<Outcome<object, 'forbidden' | 'notFound'>> =>
	change(ctx, id, 'text.retire', async (ctx) => {
		await updateTemplate(ctx, id, { retiredAt: ctx.now });
		return yes({});
	});

/** Takes it into use again. */
export const restoreTemplate = (ctx: Ctx, id: string): Promise<Outcome<object, 'forbidden' | 'notFound'>> =>
	change(ctx, id, 'text.restore', async (ctx) => {
		await updateTemplate(ctx, id, { retiredAt: null });
		return yes({});
	});

type Answer = { ok: true } | { ok: false; why: string };

async function change<A extends Answer>(
	ctx: Ctx,
	id: string,
	action: string,
	take: (ctx: Ctx, template: Template) => Promise<A>
): Promise<A | { ok: false; why: 'forbidden' | 'notFound' }> {
	if (!may(ctx.actor, 'text.write')) return no('forbidden');
	return inTransaction(ctx, async (ctx) => {
		const template = await lockTemplate(ctx, id);
		if (!template) return no('notFound');
		const result = await take(ctx, template);
		await appendEntry(ctx, action, 'textTemplate', id, result.ok ? 'done' : result.why);
		return result;
	});
}

/** Only an answer is for one place; a message is an SMS, and a text of method is for a chat. */
const channelOf = (kind: Kind, channel: AnswerChannel): AnswerChannel => (kind === 'answer' ? channel : 'both');

const actorId = (ctx: Ctx): string | null => (ctx.actor.kind === 'staff' ? ctx.actor.id : null);
