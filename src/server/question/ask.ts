import type { Ctx } from '#db';
import { listOffers } from '#offer';
import { getFigure, isPublishable, tellYear, type FigureName, type Told } from '#report';
import { localDay } from '#shared/calendar.ts';
import { LyktError } from '#shared/errors.ts';
import { may } from '#staff';
import {
	countAds,
	countAll,
	countContacts,
	countPresences,
	selectNames,
	type Cell,
	type Names
} from './question.db.ts';
import {
	codeOfDay,
	isAnswer,
	isTime,
	severalPerContact,
	spanOf,
	timesOf,
	wholeQuarters,
	type Dimension,
	type Question,
	type Span
} from './question.ts';
import { dividedTable, openTable, type Answer, type AnswerNote, type AnswerRow } from './table.ts';

/** The published figure of each dimension: in public, a question about one of them is that figure. */
const figureOf: Partial<Record<Dimension, FigureName>> = {
	gender: 'gender',
	seller: 'target-group',
	initiative: 'initiative',
	language: 'languages',
	outcome: 'outcomes',
	weekday: 'weekdays',
	themeTop: 'themes',
	obstacle: 'obstacles',
	arenaClass: 'arenas'
};

/**
 * Answers a question from what was registered and what was kept of it. The public view needs the right to public figures,
 * the internal one the right to internal ones, and code names of places the right to read them.
 * @param question as `readQuestion` let it through: what cannot be asked in public has been refused there.
 * @throws LyktError `forbidden`.
 */
export async function ask(ctx: Ctx, question: Question): Promise<Answer> {
	const isPublic = question.view === 'public';
	if (!may(ctx.actor, isPublic ? 'report.read_public' : 'report.read')) throw new LyktError('forbidden');
	if ([question.rows, question.columns].includes('arena') && !may(ctx.actor, 'arena.read')) {
		throw new LyktError('forbidden');
	}
	const asked = spanOf(question, localDay(ctx.now));
	const span = arePairs(question) ? wholeQuarters(asked) : asked;
	const widened: AnswerNote[] = span.from === asked.from && span.to === asked.to ? [] : ['wholeQuarters'];
	const answer =
		isPublic && question.measure === 'contacts'
			? await askPublic(ctx, question, span)
			: await askOpen(ctx, question, span);
	return { question, ...span, ...answer, notes: [...widened, ...answer.notes] };
}

/** What arenas, programmes, themes and offers are called, for whoever may read them. */
export async function listNames(ctx: Ctx): Promise<Names & { offers: { id: string; name: string }[] }> {
	const names = await selectNames(ctx);
	const offers = may(ctx.actor, 'offer.read') ? await listOffers(ctx) : [];
	return {
		...names,
		arenas: may(ctx.actor, 'arena.read') ? names.arenas : [],
		offers: offers.map(({ offer }) => ({ id: offer.id, name: offer.name }))
	};
}

/** Two answers of one contact. */
const arePairs = ({ measure, rows, columns }: Question): boolean =>
	measure === 'contacts' && columns !== null && isAnswer(rows) && isAnswer(columns);

type Rest = Omit<Answer, 'question' | 'from' | 'to'>;

async function askOpen(ctx: Ctx, question: Question, span: Span): Promise<Rest> {
	const cells = await countCells(ctx, question, span);
	const isOfContacts = question.measure === 'contacts';
	const all = isOfContacts ? await countAll(ctx, question, span) : cells.reduce((sum, { count }) => sum + count, 0);
	const isMean = question.measure === 'adsPerWeek';
	const table = openTable(question, cells, {
		rows: isTime(question.rows) && !isMean ? timesOf(question.rows, span) : [],
		columns: question.columns && isTime(question.columns) && !isMean ? timesOf(question.columns, span) : [],
		total: isMean ? null : all
	});
	const notes = notesOf(question, isOfContacts ? all : null);
	if (question.view === 'internal' || !isMean) return { ...table, notes };
	// Ads are not people, but an ordinary week with two of a rare kind points at somebody.
	const rows = table.rows.map(withoutFew);
	const isHidden = rows.some(({ count }, place) => count !== table.rows[place]!.count);
	return { ...table, rows, notes: isHidden ? [...notes, 'smallHidden'] : notes };
}

function withoutFew({ count, cells, ...row }: AnswerRow): AnswerRow {
	const told = (value: number | null) => (value !== null && isPublishable(value) ? value : null);
	const inside = cells?.map(told);
	const isHidden = inside?.some((value, place) => value !== cells![place]);
	return { ...row, count: isHidden ? null : told(count), ...(inside ? { cells: inside } : {}) };
}

/** From what was told of the year: one answer is a figure of it, two are a figure divided as the year is. */
async function askPublic(ctx: Ctx, { rows, columns }: Question, span: Span): Promise<Rest> {
	if (columns === null && figureOf[rows]) return { ...(await published(ctx, rows, span)), columns: [], hasSums: false };
	const told = await tellYear(ctx, span.from.slice(0, 4));
	const other = rows === told.division ? columns : rows;
	const isDividedSo = told.division !== null && [rows, columns].includes(told.division);
	if (!isDividedSo || (other !== null && !figureOf[other])) {
		return { total: null, rows: [], columns: [], hasSums: false, notes: ['dividedOtherwise'] };
	}
	return other === null ? partsOf(told) : dividedTable(told, figureOf[other], { partsAreRows: rows === told.division });
}

/** The parts of a year that no figure tells: its quarters, its programmes. */
function partsOf({ parts, figures }: Told): Rest {
	const rows = parts.filter(({ codes }, place) => !parts.slice(0, place).some((one) => codes.includes(one.codes[0]!)));
	const total = figures.find(({ name }) => name === 'gender')?.total ?? null;
	return { total, rows: rows.map(({ codes, count }) => ({ codes, count })), columns: [], hasSums: false, notes: [] };
}

/** One dimension alone, as the report publishes it. */
async function published(ctx: Ctx, dimension: Dimension, span: Span): Promise<Pick<Rest, 'rows' | 'total' | 'notes'>> {
	const figure = await getFigure(ctx, figureOf[dimension]!, { ...span, view: 'public' });
	const told = {
		smallMerged: 'smallMerged',
		smallHidden: 'smallHidden',
		percentNeedsFifty: 'percentNeedsFifty',
		severalPerContact: 'severalPerContact',
		themesSumAboveTotal: 'severalPerContact'
	} as const;
	const notes = figure.notes.flatMap(({ code }) => (code in told ? [told[code as keyof typeof told]] : []));
	const rows = figure.cells.map(({ code, codes, count, percent }) => ({
		codes: codes ?? [code],
		count,
		...(percent === undefined ? {} : { percent })
	}));
	return { rows, total: figure.total, notes: [...new Set(notes)] };
}

async function countCells(ctx: Ctx, question: Question, span: Span): Promise<Cell[]> {
	if (question.measure === 'contacts') return countContacts(ctx, question, span);
	if (question.measure === 'adsPerWeek') return countAds(ctx, question, span);
	if (question.measure === 'attendance') return countAttendance(ctx, question, span);
	return countPresences(ctx, question.measure, question, span);
}

/** Who came to what was offered, day by day; an open day without anybody is 0. */
async function countAttendance(ctx: Ctx, { rows, columns }: Question, { from, to }: Span): Promise<Cell[]> {
	const days = (await listOffers(ctx)).flatMap(({ offer, sum }) =>
		sum.byDay.map((day) => ({ offerId: offer.id, ...day }))
	);
	const codeOf = (dimension: Dimension | null, { offerId, day }: { offerId: string; day: string }) =>
		dimension === 'offer' ? offerId : dimension === null ? '' : codeOfDay(dimension, day);
	const inSpan = days.filter(({ day }) => day >= from && day <= to);
	const cells = Map.groupBy(inSpan, (one) => JSON.stringify([codeOf(rows, one), codeOf(columns, one)]));
	return [...cells].map(([key, same]) => {
		const [a, b] = JSON.parse(key) as [string, string];
		return { a, b, count: same.reduce((sum, { count }) => sum + count, 0) };
	});
}

function notesOf(question: Question, contacts: number | null): AnswerNote[] {
	const notes: AnswerNote[] = [];
	if (question.measure === 'adsPerWeek') notes.push('usualWeek');
	if (severalOf(question).length > 0) notes.push('severalPerContact');
	else if (contacts !== null && contacts > 0 && contacts < 50 && !question.columns) notes.push('percentNeedsFifty');
	return notes;
}

const severalOf = ({ rows, columns }: Question): Dimension[] =>
	severalPerContact.filter((dimension) => dimension === rows || dimension === columns);
