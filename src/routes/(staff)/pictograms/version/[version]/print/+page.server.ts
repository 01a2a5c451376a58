import { LyktError } from '#shared/errors.ts';
import { isId } from '#shared/ids.ts';
import { drawTile, findLanguage, getPictogramVersion } from '#text';
import type { PageServerLoad } from './$types';

export const csr = false; // a sheet of paper

const sheets = ['a4', 'a6', 'four'] as const;

/** One version as a sheet: A4, A6, or four small ones on an A4; with captions or without. */
export const load: PageServerLoad = async ({ locals, params, url }) => {
	if (!isId(params.version)) throw new LyktError('notFound');
	const { version, name } = await getPictogramVersion(locals.ctx, params.version);
	const hasCaptions = version.tiles.some(({ caption }) => caption !== '');
	return {
		pictogramId: version.pictogramId,
		name,
		number: version.number,
		alt: version.alt,
		lang: version.language,
		dir: findLanguage(version.language)?.direction,
		sheet: sheets.find((sheet) => sheet === url.searchParams.get('sheet')) ?? 'a4',
		hasCaptions,
		withWords: hasCaptions && url.searchParams.get('words') !== 'no',
		tiles: await Promise.all(
			version.tiles.map(async ({ drawing, caption }) => ({ caption, svg: await drawTile(drawing) }))
		)
	};
};
