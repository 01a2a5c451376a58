import { fail, redirect } from '@sveltejs/kit';
import * as v from 'valibot';
import { localDay } from '#shared/calendar.ts';
import { LyktError } from '#shared/errors.ts';
import { isId } from '#shared/ids.ts';
import { may } from '#staff';
import {
	activateVersion,
	compareRecognition,
	discardRound,
	drawPictogram,
	findLanguage,
	getPictogram,
	recordRound,
	roundInput,
	withdrawPictogram,
	wordsFor
} from '#text';
import { faultsOf, fieldsOf } from '../../../form.ts';
import { doneWords, nameDrawing, type Done } from '../words.ts';
import type { Actions, PageServerLoad } from './$types';

type Tested = Awaited<ReturnType<typeof getPictogram>>['versions'][number];
type Locale = App.Locals['locale'];

export const load: PageServerLoad = async ({ locals, params, url }) => {
	if (!isId(params.id)) throw new LyktError('notFound');
	const { pictogram, versions } = await getPictogram(locals.ctx, params.id);
	const { actor, now } = locals.ctx;
	return {
		id: pictogram.id,
		name: pictogram.name,
		today: localDay(now),
		activeNumber: versions.find(({ isActive }) => isActive)?.version.number,
		versions: await Promise.all(versions.map((version) => present(version, locals.locale))),
		comparison: compare(versions, url.searchParams, locals.locale),
		mayWrite: may(actor, 'pictogram.write'),
		mayTest: may(actor, 'pictogram.test'),
		done: (Object.keys(doneWords) as Done[]).find((done) => url.searchParams.get('done') === done)
	};
};

export const actions: Actions = {
	round: async ({ request, locals, params }) => {
		const data = await request.formData();
		const { version, kept } = readRound(data);
		const back = (faults: Record<string, string>) => fail(422, { version, kept, faults });
		const read = v.safeParse(roundInput, {
			askedOn: kept.askedOn,
			asked: toNumber(kept.asked),
			recognised: kept.recognised.map(toNumber)
		});
		if (!read.success) return back(faultsOf(read.issues));
		const done = await recordRound(locals.ctx, version, read.output);
		if (done.ok) redirect(303, `/pictograms/${params.id}?done=round`);
		const fields = { inFuture: 'askedOn', tooFew: 'asked', moreThanAsked: 'recognised' } as const;
		if (done.why in fields) return back({ [fields[done.why as keyof typeof fields]]: done.why });
		return fail(409, { refused: done.why });
	},
	discard: async ({ request, locals, params }) => {
		const field = fieldsOf(await request.formData());
		if (!isId(field('version')) || !isId(field('round'))) throw new LyktError('notFound');
		const done = await discardRound(locals.ctx, field('version'), field('round'));
		if (!done.ok) return fail(409, { refused: done.why });
		redirect(303, `/pictograms/${params.id}?done=discarded`);
	},
	activate: async ({ request, locals, params }) => {
		const version = fieldsOf(await request.formData())('version');
		if (!isId(version)) throw new LyktError('notFound');
		const done = await activateVersion(locals.ctx, version);
		if (!done.ok) return fail(409, { refused: done.why });
		redirect(303, `/pictograms/${params.id}?done=active`);
	},
	withdraw: async ({ locals, params }) => {
		if (!isId(params.id)) throw new LyktError('notFound');
		const done = await withdrawPictogram(locals.ctx, params.id);
		if (!done.ok) return fail(409, { refused: done.why });
		redirect(303, `/pictograms/${params.id}?done=withdrawn`);
	}
};

async function present({ version, rounds, recognition, isActive }: Tested, locale: Locale) {
	const { id, number, language, alt, tiles, createdAt } = version;
	return {
		id,
		number,
		alt,
		language,
		languageName: findLanguage(language)?.name ?? language,
		dir: findLanguage(language)?.direction,
		madeOn: localDay(createdAt),
		isActive,
		svg: await drawPictogram(tiles.map(({ drawing }) => drawing)),
		asked: recognition[0]!.asked,
		tiles: tiles.map(({ drawing, caption }, place) => ({
			...nameDrawing(drawing, wordsFor(drawing), locale),
			caption,
			recognised: recognition[place]!.recognised,
			...inHundred(recognition[place]!.likely)
		})),
		rounds: rounds.map(({ id, askedOn, asked }) => ({ id, askedOn, asked }))
	};
}

/** «between 62 and 99 of 100» is read by more people than a percentage of twelve. */
const inHundred = ({ low, high }: { low: number; high: number }) => ({
	low: Math.round(low * 100),
	high: Math.round(high * 100)
});

/** The two versions that are asked for, or the two newest that people were asked about; the older one first. */
function compare(versions: Tested[], asked: URLSearchParams, locale: Locale) {
	const tested = versions.filter(({ rounds }) => rounds.length > 0);
	if (tested.length < 2) return undefined;
	const numbers = new Set([Number(asked.get('a')), Number(asked.get('b'))]);
	const chosen = tested.filter(({ version }) => numbers.has(version.number));
	const [after, before] = (chosen.length === 2 ? chosen : tested) as [Tested, Tested];
	const places = Math.max(before.version.tiles.length, after.version.tiles.length);
	const side = ({ version, recognition }: Tested, place: number) => {
		const tile = version.tiles[place];
		const counted = recognition[place];
		return tile && counted
			? { ...nameDrawing(tile.drawing, wordsFor(tile.drawing), locale), ...pick(counted) }
			: undefined;
	};
	return {
		before: before.version.number,
		after: after.version.number,
		numbers: tested.map(({ version }) => version.number),
		rows: Array.from({ length: places }, (_, place) => {
			const [one, two] = [before.recognition[place], after.recognition[place]];
			return {
				place: place + 1,
				before: side(before, place),
				after: side(after, place),
				finding: one && two ? compareRecognition(one, two) : ('notAsked' as const)
			};
		})
	};
}

const pick = ({ recognised, asked }: { recognised: number; asked: number }) => ({ recognised, asked });

function readRound(data: FormData) {
	const field = fieldsOf(data);
	if (!isId(field('version'))) throw new LyktError('notFound');
	const recognised = data.getAll('recognised').filter((value) => typeof value === 'string');
	return { version: field('version'), kept: { askedOn: field('askedOn'), asked: field('asked'), recognised } };
}

/** An empty field is not a nought. */
const toNumber = (text: string): number | undefined => (text.trim() === '' ? undefined : Number(text));
