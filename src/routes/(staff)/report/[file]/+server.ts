import { error } from '@sveltejs/kit';
import { drawPng, fixColours } from '#publication';
import { getFigure, isFigureName } from '#report';
import { localDay } from '#shared/calendar.ts';
import { may } from '#staff';
import type { RequestHandler } from './$types';
import { drawFigure } from '../draw.ts';
import { readQuery } from '../query.ts';
import { sayFigure } from '../words.ts';
import { frameDrawing } from './frame.ts';

/** The drawing of a figure as a file, with its title, its source and what must be said beside it: `gender.svg`. */
export const GET: RequestHandler = async ({ locals: { ctx }, params, url }) => {
	const [name = '', format = ''] = params.file.split('.');
	if (!isFigureName(name) || (format !== 'svg' && format !== 'png')) error(404);
	const read = readQuery(url.searchParams, localDay(ctx.now), may(ctx.actor, 'report.read'));
	if (read.issue) error(404);
	const figure = await getFigure(ctx, name, read.query);
	const chart = await drawFigure(figure);
	if (!chart) error(404);
	const framed = fixColours(frameDrawing(chart.wide, sayFigure(figure)));
	const body = format === 'svg' ? framed : new Uint8Array(await drawPng(framed));
	return new Response(body, {
		headers: {
			'content-type': format === 'svg' ? 'image/svg+xml; charset=utf-8' : 'image/png',
			'content-disposition': `attachment; filename="${name}-${figure.from}-${figure.to}.${format}"`
		}
	});
};
