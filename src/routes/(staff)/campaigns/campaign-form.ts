import * as v from 'valibot';
import { campaignInput, type CampaignInput } from '#campaign';
import type { Ctx } from '#db';
import { getService } from '#programme';
import { languages, replaceCulprits } from '#text';
import { faultsOf, fieldsOf } from '../../form.ts';
import { reviewTexts, type TextReview } from './review-text.ts';

/** What was typed, kept as it is when something must be corrected. */
export interface Kept {
	name: string;
	goal: string;
	endsOn: string;
	sender: string;
	callAfterDays: string;
	texts: Record<string, string>;
}

export type Read = { ok: true; input: CampaignInput } | { ok: false; kept: Kept; faults: Record<string, string> };

/** The campaign form as input for the room, or what is wrong, per field. */
export function readCampaignForm(data: FormData): Read {
	const kept = keep(data);
	const message = Object.fromEntries(Object.entries(kept.texts).filter(([, body]) => body.trim() !== ''));
	const read = v.safeParse(campaignInput, {
		name: kept.name,
		goal: kept.goal,
		endsOn: kept.endsOn,
		message,
		sender: kept.sender || undefined,
		callAfterDays: Number(kept.callAfterDays)
	});
	return read.success ? { ok: true, input: read.output } : { ok: false, kept, faults: faultsOf(read.issues) };
}

export function keep(data: FormData): Kept {
	const field = fieldsOf(data);
	return {
		name: field('name'),
		goal: field('goal'),
		endsOn: field('endsOn'),
		sender: field('sender'),
		callAfterDays: field('callAfterDays') || '3',
		texts: Object.fromEntries(
			languages.map(({ code }) => [code, field(`text-${code}`)] as const).filter(([, body]) => body)
		)
	};
}

/** The form as it was typed, with its texts read: the «Sjekk teksten» of a page without script. */
export async function checkForm(ctx: Ctx, data: FormData) {
	const kept = keep(data);
	return { kept, faults: {}, reviews: await reviewsOf(ctx, kept.texts) };
}

/** The same, with the dear characters of one text replaced: its «Bytt ut». */
export async function replaceInForm(ctx: Ctx, data: FormData) {
	const language = fieldsOf(data)('language');
	const written = data.get(`text-${language}`);
	if (typeof written === 'string') data.set(`text-${language}`, replaceCulprits(written));
	return checkForm(ctx, data);
}

export async function reviewsOf(ctx: Ctx, texts: Record<string, string>): Promise<Partial<Record<string, TextReview>>> {
	return reviewTexts(texts, (await getService(ctx)).name);
}

/** The languages a text can be written in, with their own names. */
export const languageChoices = () => languages.map(({ code, name, direction }) => ({ code, name, direction }));
