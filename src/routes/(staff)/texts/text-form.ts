import * as v from 'valibot';
import type { Ctx } from '#db';
import {
	answerChannels,
	kinds,
	languages,
	replaceCulprits,
	templateInput,
	type AnswerChannel,
	type Kind,
	type TemplateInput
} from '#text';
import { faultsOf, fieldsOf } from '../../form.ts';
import { lookAround } from '../campaigns/look-around.ts';
import { reviewTexts } from '../campaigns/review-text.ts';

/** What was typed, kept as it is when something must be corrected. */
export interface KeptText {
	kind: Kind;
	purpose: string;
	name: string;
	channel: AnswerChannel;
	bodies: Record<string, string>;
}

/** What an address or a form says; a message unless it says otherwise. */
export const readKind = (text: string | null): Kind => kinds.find((kind) => kind === text) ?? 'message';

export function keepText(data: FormData): KeptText {
	const field = fieldsOf(data);
	return {
		kind: readKind(field('kind')),
		purpose: field('purpose'),
		name: field('name'),
		channel: answerChannels.find((channel) => channel === field('channel')) ?? 'both',
		bodies: Object.fromEntries(
			languages.map(({ code }) => [code, field(`text-${code}`)] as const).filter(([, body]) => body.trim())
		)
	};
}

/** The form as input for the room, or what is wrong, per field. */
export function readTextForm(
	data: FormData
): { ok: true; input: TemplateInput } | { ok: false; kept: KeptText; faults: Record<string, string> } {
	const kept = keepText(data);
	const read = v.safeParse(templateInput, kept);
	return read.success ? { ok: true, input: read.output } : { ok: false, kept, faults: faultsOf(read.issues) };
}

/** A message is read as its reader will see it; what is written to one person is not. */
export async function reviewsOfText(ctx: Ctx, { kind, bodies }: KeptText) {
	if (kind !== 'message') return {};
	return reviewTexts(bodies, await lookAround(ctx));
}

/** The «Sjekk teksten» and «Bytt ut» of a page without script. */
export async function checkText(ctx: Ctx, data: FormData) {
	const kept = keepText(data);
	return { kept, faults: {}, reviews: await reviewsOfText(ctx, kept) };
}

export async function replaceInText(ctx: Ctx, data: FormData) {
	const field = fieldsOf(data)('field');
	const text = data.get(field);
	if (typeof text === 'string') data.set(field, replaceCulprits(text));
	return checkText(ctx, data);
}

export const languageChoices = () => languages.map(({ code, name, direction }) => ({ code, name, direction }));
