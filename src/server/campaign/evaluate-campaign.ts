import { dispositions, type Disposition } from '../attempt/index.ts';
import { appendEntry } from '../audit/index.ts';
import { inTransaction, type Ctx } from '../db/index.ts';
import { deliveryStates, sumUp, type DeliveryCounts } from '../delivery/index.ts';
import { localDay } from '../shared/calendar.ts';
import { LyktError } from '../shared/errors.ts';
import { no, yes, type Outcome } from '../shared/outcome.ts';
import { findPersonal } from '../shared/personal.ts';
import { likelyPart, type Interval } from '../shared/proportion.ts';
import { may } from '../staff/index.ts';
import { findCampaign } from './campaign.db.ts';
import type { Campaign } from './campaign.ts';
import { findLessons, replaceHours, selectHours, selectUnevaluated, upsertLessons } from './evaluation.db.ts';
import type { Hours, LessonsInput } from './evaluation.ts';
import { countResults, type ResultRow } from './result.db.ts';

/** How many messages went out and what came of them; the states add up to `sent`. */
export interface TextResult extends DeliveryCounts {
	replied: number;
	optedOut: number;
	/** People who were called at least once. */
	called: number;
}
export interface EvaluationFigures extends TextResult {
	dispositions: Partial<Record<Disposition, number>>;
	/** First contacts that a person made by hand, outside the list. */
	byHand: number;
}

/** A campaign looked back upon. */
export interface Evaluation {
	campaign: Campaign;
	figures: EvaluationFigures;
	byVariant: { variant: string; result: TextResult }[];
	byLanguage: { language: string; result: TextResult }[];
	/** Replies as a part of what was sent, and how large that part is likely to be. Undefined when nothing was sent. */
	response: (Interval & { part: number }) | undefined;
	hours: Hours;
	/** Replies and people reached by telephone, by the hours noted; undefined without hours. */
	contactsPerHour: number | undefined;
	lessons: (LessonsInput & { writtenOn: string }) | undefined;
}

/**
 * What a campaign came to (R59, R69, R117): the same figures whether its messages still stand or are forgotten (R66).
 * @throws LyktError `notFound`.
 */
export async function getEvaluation(ctx: Ctx, id: string): Promise<Evaluation> {
	const campaign = may(ctx.actor, 'campaign.read') ? await findCampaign(ctx, id) : undefined;
	if (!campaign) throw new LyktError('notFound');
	const [rows, hours, lessons] = await Promise.all([countResults(ctx, id), selectHours(ctx, id), findLessons(ctx, id)]);
	const texts = rows.filter(({ variant }) => variant !== '');
	const others = Object.fromEntries(rows.map(({ measure, count }) => [measure, count]));
	const figures = {
		...resultOf(texts),
		byHand: others.byHand ?? 0,
		dispositions: Object.fromEntries(dispositions.flatMap((code) => (others[code] ? [[code, others[code]]] : [])))
	};
	return {
		campaign,
		figures,
		byVariant: groups(texts, 'variant').map(([variant, result]) => ({ variant, result })),
		byLanguage: groups(texts, 'language').map(([language, result]) => ({ language, result })),
		response: figures.sent
			? { part: figures.replied / figures.sent, ...likelyPart(figures.replied, figures.sent) }
			: undefined,
		hours,
		contactsPerHour: perHour(countContacts(figures), hours),
		lessons
	};
}

/** Exchanges that the campaign led to: people who answered, and people who were reached by telephone. */
export const countContacts = ({ replied, dispositions }: EvaluationFigures): number =>
	replied + (dispositions.reached ?? 0);

/**
 * Writes down what was learned, anew each time. Nobody stands as its author, in the log neither: it is the team's.
 * @param options.isChecked whether somebody has looked again at what looks like a number or an address.
 */
export async function saveLessons(
	ctx: Ctx,
	id: string,
	input: LessonsInput,
	{ isChecked = false } = {}
): Promise<Outcome<object, 'forbidden' | 'notFound' | 'notStarted' | 'looksPersonal'>> {
	const refusal = await refuseWriting(ctx, id);
	if (refusal) return no(refusal);
	if (!isChecked && Object.values(input).some((text) => findPersonal(text).length > 0)) return no('looksPersonal');
	await inTransaction(ctx, async (ctx) => {
		await upsertLessons(ctx, id, { ...input, writtenOn: localDay(ctx.now) });
		await appendEntry(withoutAuthor(ctx), 'campaign.evaluate', 'campaign', id);
	});
	return yes({});
}

/** Notes the team's hours, all kinds of work at once; a kind that is left out is not noted. */
export async function saveHours(
	ctx: Ctx,
	id: string,
	hours: Hours
): Promise<Outcome<object, 'forbidden' | 'notFound' | 'notStarted'>> {
	const refusal = await refuseWriting(ctx, id);
	if (refusal) return no(refusal);
	await inTransaction(ctx, async (ctx) => {
		await replaceHours(ctx, id, hours);
		await appendEntry(withoutAuthor(ctx), 'campaign.noteHours', 'campaign', id);
	});
	return yes({});
}

/** Campaigns that ended two weeks ago or more, and within the last half-year, and that nobody has looked back upon. */
export async function listUnevaluated(ctx: Ctx): Promise<{ id: string; name: string }[]> {
	if (!may(ctx.actor, 'campaign.evaluate')) return [];
	return selectUnevaluated(ctx, new Date(ctx.now.getTime() - 183 * days), new Date(ctx.now.getTime() - 14 * days));
}

const days = 24 * 60 * 60_000;

async function refuseWriting(ctx: Ctx, id: string): Promise<'forbidden' | 'notFound' | 'notStarted' | undefined> {
	if (!may(ctx.actor, 'campaign.evaluate')) return 'forbidden';
	const campaign = await findCampaign(ctx, id);
	if (!campaign) return 'notFound';
	return campaign.startedAt ? undefined : 'notStarted';
}

/** That it was done and when is on record; who did it would say how much somebody works. */
const withoutAuthor = (ctx: Ctx): Ctx => ({ ...ctx, actor: { kind: 'system', name: 'evaluation' } });

function groups(rows: ResultRow[], by: 'variant' | 'language'): [string, TextResult][] {
	const grouped = Map.groupBy(rows, (row) => row[by]);
	return [...grouped].map(([key, members]) => [key, resultOf(members)] as [string, TextResult]).sort(byName);
}

function resultOf(rows: ResultRow[]): TextResult {
	const countOf = (measure: string) => rows.reduce((sum, row) => (row.measure === measure ? sum + row.count : sum), 0);
	return {
		...sumUp(Object.fromEntries(deliveryStates.map((state) => [state, countOf(state)]))),
		replied: countOf('replied'),
		optedOut: countOf('optedOut'),
		called: countOf('called')
	};
}

function perHour(contacts: number, hours: Hours): number | undefined {
	const all = Object.values(hours).reduce((sum, some) => sum + some, 0);
	return all > 0 ? contacts / all : undefined;
}

const byName = ([a]: [string, unknown], [b]: [string, unknown]) => a.localeCompare(b, 'nb');
