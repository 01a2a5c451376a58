import { LyktError } from '#shared/errors.ts';
import { isId } from '#shared/ids.ts';
import { fileNameOf, getPictogramVersion, renderPictogram } from '#text';
import type { RequestHandler } from './$types';

/** The picture as PNG, at most 300 kB, for a message, another channel or a telephone; `?save` keeps it as a file. */
export const GET: RequestHandler = async ({ locals, params, url }) => {
	if (!isId(params.version)) throw new LyktError('notFound');
	const { version, name } = await getPictogramVersion(locals.ctx, params.version);
	const png = await renderPictogram(version.tiles.map(({ drawing }) => drawing));
	const way = url.searchParams.has('save') ? 'attachment' : 'inline';
	return new Response(new Uint8Array(png), {
		headers: {
			'content-type': 'image/png',
			'content-length': String(png.length),
			'content-disposition': `${way}; filename="${fileNameOf(name, version.number)}"`
		}
	});
};
