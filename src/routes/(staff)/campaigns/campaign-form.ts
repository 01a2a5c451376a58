import * as v from 'valibot';
import { campaignInput, checklist, type CampaignInput } from '#campaign';
import type { Ctx } from '#db';
import { counties } from '#directory';
import { languages, listUsableMessages, plainLines, replaceCulprits } from '#text';
import { faultsOf, fieldsOf } from '../../form.ts';
import { languageName } from '../../language-name.ts';
import { lookAround } from './look-around.ts';
import { reviewTexts, type TextReview } from './review-text.ts';

/** What was typed, kept as it is when something must be corrected. */
export interface Kept {
	name: string;
	goal: string;
	targetCount: string;
	targetMeasure: string;
	endsOn: string;
	sender: string;
	callAfterDays: string;
	template: string;
	subGoal: string;
	offer: string;
	legalBasis: string;
	region: string;
	texts: Record<string, string>;
	secondTexts: Record<string, string>;
}

export type Reviews = Partial<Record<string, TextReview>>;
export type Read = { ok: true; input: CampaignInput } | { ok: false; kept: Kept; faults: Record<string, string> };

/** The campaign form as input for the room, or what is wrong, per field. The goal as a number is asked for here already. */
export function readCampaignForm(data: FormData): Read {
	const kept = keep(data);
	const { template, sender, subGoal, offer, legalBasis, region } = kept;
	const read = v.safeParse(campaignInput, {
		name: kept.name,
		goal: kept.goal,
		endsOn: kept.endsOn,
		message: written(kept.texts),
		secondMessage: written(kept.secondTexts),
		target: { count: readCount(kept.targetCount), measure: kept.targetMeasure },
		sender: sender || undefined,
		callAfterDays: Number(kept.callAfterDays),
		...{ template: template || undefined, region: region || undefined },
		...{ subGoal, offer, legalBasis }
	});
	return read.success ? { ok: true, input: read.output } : { ok: false, kept, faults: faultsOf(read.issues) };
}

/** «20» is a number; nothing is none. */
const readCount = (text: string): number | undefined => (text.trim() === '' ? undefined : Number(text));

const written = (texts: Record<string, string>) =>
	Object.fromEntries(Object.entries(texts).filter(([, body]) => body.trim() !== ''));

export function keep(data: FormData): Kept {
	const field = fieldsOf(data);
	const textsOf = (prefix: string) =>
		Object.fromEntries(
			languages.map(({ code }) => [code, field(`${prefix}-${code}`)] as const).filter(([, body]) => body)
		);
	return {
		name: field('name'),
		goal: field('goal'),
		targetCount: field('targetCount'),
		targetMeasure: field('targetMeasure'),
		endsOn: field('endsOn'),
		sender: field('sender'),
		callAfterDays: field('callAfterDays') || '3',
		template: field('template'),
		subGoal: field('subGoal'),
		offer: field('offer'),
		legalBasis: field('legalBasis'),
		region: field('region'),
		texts: textsOf('text'),
		secondTexts: textsOf('second')
	};
}

/** An empty form, with what most campaigns begin with. */
export const emptyForm = (endsOn: string): Kept => ({ ...keep(new FormData()), endsOn, targetMeasure: 'replied' });

/** The form as it was typed, with its texts read: the «Sjekk teksten» of a page without script. */
export async function checkForm(ctx: Ctx, data: FormData) {
	const kept = keep(data);
	return { kept, faults: {}, ...(await reviewsOf(ctx, kept)) };
}

/** The same, with the dear characters of one text replaced: its «Bytt ut». */
export async function replaceInForm(ctx: Ctx, data: FormData) {
	const field = fieldsOf(data)('field');
	const text = data.get(field);
	if (typeof text === 'string') data.set(field, replaceCulprits(text));
	return checkForm(ctx, data);
}

/**
 * The texts of the chosen template put into the form. What somebody has written themselves is kept: only an empty field,
 * or one that holds a text of the library as it stands, gets the template's.
 */
export async function fetchTemplate(ctx: Ctx, data: FormData) {
	const library = await listUsableMessages(ctx);
	const isOfLibrary = (language: string, body: string) =>
		library.some((text) => text.language === language && text.body === body);
	const before = keep(data);
	const chosen = library.filter(({ templateId }) => templateId === before.template);
	if (!chosen.length)
		return { ...(await checkForm(ctx, data)), faults: { template: 'missing' } as Record<string, string> };
	const fetched = chosen.filter(({ language }) => {
		const body = plainLines(before.texts[language] ?? '').trim();
		return body === '' || isOfLibrary(language, body);
	});
	for (const { language, body } of fetched) data.set(`text-${language}`, body);
	return {
		...(await checkForm(ctx, data)),
		fetched: {
			count: fetched.length,
			kept: chosen.filter((text) => !fetched.includes(text)).map(({ language }) => languageName(language))
		}
	};
}

export async function reviewsOf(
	ctx: Ctx,
	{ texts, secondTexts, endsOn }: Pick<Kept, 'texts' | 'secondTexts' | 'endsOn'>
): Promise<{ reviews: Reviews; secondReviews: Reviews }> {
	const around = await lookAround(ctx, endsOn);
	return { reviews: reviewTexts(texts, around), secondReviews: reviewTexts(secondTexts, around) };
}

/** The languages a text can be written in, with their own names; the counties; and the templates, each once. */
export async function formChoices(ctx: Ctx) {
	const usable = await listUsableMessages(ctx);
	const templates = [...new Map(usable.map((text) => [text.templateId, text])).values()];
	return {
		languages: languages.map(({ code, name, direction }) => ({ code, name, direction })),
		counties: counties.map(({ code, name }) => ({ code, name })),
		templates: templates.map(({ templateId, name }) => ({
			id: templateId,
			name,
			languages: usable.filter((text) => text.templateId === templateId).map(({ language }) => languageName(language))
		}))
	};
}

/** Which items of the checklist are ticked in a form. */
export const tickedIn = (data: FormData) => checklist.filter((item) => data.getAll('item').includes(item));
