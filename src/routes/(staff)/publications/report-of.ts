import type { Ctx } from '#db';
import { getService } from '#programme';
import {
	codesOf,
	getFrozen,
	getPublication,
	readMaterial,
	shownIn,
	type ListedPublication,
	type Material,
	type ReportDocument,
	type Section
} from '#publication';
import { listApprovedQuotes } from '#quote';
import { decidePublic, getDivision, yearPeriod } from '#report';
import { localDay } from '#shared/calendar.ts';
import { composeReport, inLanguage, type Surroundings } from './compose.ts';

/** A report with its values as they are now; none while its year is not over and it is for everybody. */
export async function liveReport(
	ctx: Ctx,
	id: string
): Promise<{
	publication: ListedPublication & { sections: Section[] };
	material: Material[];
	isOver: boolean;
	/** It is of one programme and for everybody, and its year is not divided by programme outside: it has no figures. */
	isUndivided: boolean;
}> {
	const publication = await getPublication(ctx, id);
	const period = yearPeriod(String(publication.year));
	const isOver = publication.view === 'internal' || decidePublic(period, localDay(ctx.now)).ok;
	const sections = shownIn(publication.view, publication.sections);
	const material = isOver ? await readMaterial(ctx, publication, codesOf(sections)) : [];
	const isOfPart = publication.view === 'public' && publication.programmeId !== null;
	const isUndivided = isOfPart && (await getDivision(ctx, String(publication.year))) !== 'programme';
	return { publication, material, isOver, isUndivided };
}

/**
 * A report in words: the frozen copy that was asked for, or what the draft would be now.
 * @throws LyktError `notFound`.
 */
export async function documentOf(ctx: Ctx, id: string, version: number | undefined): Promise<ReportDocument> {
	if (version !== undefined) return (await getFrozen(ctx, id, version)).document;
	const { publication, material } = await liveReport(ctx, id);
	const surroundings = await surroundingsOf(ctx, true);
	const sections = shownIn(publication.view, publication.sections);
	return inLanguage(publication.language, () => composeReport(publication, sections, material, surroundings));
}

export async function surroundingsOf(ctx: Ctx, isDraft: boolean): Promise<Surroundings> {
	const quotes = new Map((await listApprovedQuotes(ctx)).map(({ id, text }) => [id, text]));
	return { service: await getService(ctx), isDraft, quotes };
}

/** A version in an address; undefined is the draft. Something that is no number finds no copy. */
export const versionIn = (url: URL): number | undefined =>
	url.searchParams.has('version') ? Number(url.searchParams.get('version')) : undefined;
