import { fail } from '@sveltejs/kit';
import * as v from 'valibot';
import {
	drawPictogram,
	drawTile,
	languages,
	maxTiles,
	pictogramInput,
	searchDrawings,
	wordsFor,
	type PictogramInput
} from '#text';
import { faultsOf, fieldsOf } from '../../form.ts';
import { nameDrawing, type Change, type Named } from './words.ts';

/** What was typed and chosen so far; every button of the form posts all of it, so that nothing is lost. */
export interface Kept {
	name: string;
	language: string;
	alt: string;
	tiles: { drawing: string; caption: string }[];
	search: string;
	page: number;
}

export const emptyPictogram = (locale: 'nb' | 'en'): Kept => ({
	name: '',
	language: locale,
	alt: '',
	tiles: [],
	search: '',
	page: 1
});

const perPage = 24;

/** A drawing that can be pressed to become a tile. */
export interface Offer extends Named {
	drawing: string;
	svg: string;
}

/** The form as it is drawn: the picture so far, and a page of drawings to choose from. */
export interface Desk {
	kept: Kept;
	picture: string | undefined;
	tiles: (Named & { drawing: string; caption: string; svg: string })[];
	offers: Offer[];
	found: number;
	pages: number;
	languages: { value: string; label: string }[];
}

export async function layOut(kept: Kept, locale: 'nb' | 'en'): Promise<Desk> {
	const found = await searchDrawings(kept.search);
	const pages = Math.max(1, Math.ceil(found.length / perPage));
	const page = Math.min(Math.max(1, kept.page), pages);
	const onPage = found.slice((page - 1) * perPage, page * perPage);
	const tiles = kept.tiles.slice(0, maxTiles);
	return {
		kept: { ...kept, page, tiles },
		picture: tiles.length ? await drawPictogram(tiles.map(({ drawing }) => drawing)) : undefined,
		tiles: await Promise.all(
			tiles.map(async ({ drawing, caption }) => ({
				...nameDrawing(drawing, wordsFor(drawing), locale),
				drawing,
				caption,
				svg: await drawTile(drawing)
			}))
		),
		offers: await Promise.all(
			onPage.map(async ({ name, words }) => ({
				...nameDrawing(name, words, locale),
				drawing: name,
				svg: await drawTile(name)
			}))
		),
		found: found.length,
		pages,
		languages: languages.map(({ code, name }) => ({ value: code, label: name }))
	};
}

/** Reads what the form holds, without drawings that do not exist: a page may be posted by anybody. */
export async function readKept(data: FormData): Promise<Kept> {
	const field = fieldsOf(data);
	const all = (name: string) => data.getAll(name).filter((value) => typeof value === 'string');
	const captions = all('caption');
	const tiles = all('drawing').map((drawing, place) => ({ drawing, caption: captions[place] ?? '' }));
	const isThere = await Promise.all(tiles.map(({ drawing }) => exists(drawing)));
	return {
		name: field('name'),
		language: field('language'),
		alt: field('alt'),
		tiles: tiles.filter((_, place) => isThere[place]),
		search: field('search'),
		page: Number.parseInt(field('page'), 10) || 1
	};
}

const exists = (drawing: string): Promise<boolean> =>
	drawTile(drawing).then(
		() => true,
		() => false
	);

/** One press of a button that arranges: add, remove, move, search or turn the page. Nothing is stored. */
export async function arrange(data: FormData, locale: 'nb' | 'en') {
	const kept = await readKept(data);
	const [what = '', value = ''] = fieldsOf(data)('do').split(':');
	const { next, change } = await apply(kept, what, value);
	return { desk: await layOut(next, locale), faults: {} as Record<string, string>, change };
}

async function apply(kept: Kept, what: string, value: string): Promise<{ next: Kept; change: Change }> {
	const { tiles } = kept;
	const place = Number(value);
	switch (what) {
		case 'add':
			if (tiles.length >= maxTiles || !(await exists(value))) return { next: kept, change: 'full' };
			return { next: { ...kept, tiles: [...tiles, { drawing: value, caption: '' }] }, change: 'added' };
		case 'remove':
			return { next: { ...kept, tiles: tiles.filter((_, at) => at !== place) }, change: 'removed' };
		case 'earlier': {
			const moved = tiles.toSpliced(place, 1);
			return { next: { ...kept, tiles: moved.toSpliced(Math.max(0, place - 1), 0, tiles[place]!) }, change: 'moved' };
		}
		case 'page':
			return { next: { ...kept, page: place }, change: 'searched' };
		default:
			return { next: { ...kept, page: 1 }, change: 'searched' };
	}
}

/** The whole form as input for the room, or the page with what is wrong. */
export async function readPictogramForm(data: FormData, locale: 'nb' | 'en') {
	const kept = await readKept(data);
	const { name, language, alt, tiles } = kept;
	const read = v.safeParse(pictogramInput, { name, language, alt, tiles });
	if (read.success) return { ok: true as const, input: read.output satisfies PictogramInput };
	return { ok: false as const, refusal: await refuse(kept, faultsOf(read.issues), locale) };
}

const refuse = async (kept: Kept, faults: Record<string, string>, locale: 'nb' | 'en') =>
	fail(422, { desk: await layOut(kept, locale), faults, change: undefined });
