import { arenaClasses, type ArenaClass } from '#arena';
import {
	decidePublic,
	lastSettledYear,
	periodBefore,
	readPeriod,
	usualPeriods,
	yearPeriod,
	type Division,
	type FigureQuery,
	type QueryIssue
} from '#report';

/** What the address of the page asks for. What cannot be shown says why, beside what is shown instead. */
export interface ReadQuery {
	query: FigureQuery;
	issue?: QueryIssue;
	/** Only in public: 1 to 4, or empty for the whole year. */
	year: string;
	quarter: string;
	compares: boolean;
	/** The two days as they were asked for. */
	asked: { from: string; to: string };
}

/**
 * Reads view, period, comparison and what the figures are narrowed to.
 * @param mayReadInternal without it there is the public view only.
 */
export function readQuery(params: URLSearchParams, today: string, mayReadInternal: boolean): ReadQuery {
	const view = params.get('view') === 'public' || !mayReadInternal ? 'public' : 'internal';
	const narrowed = readNarrowed(params);
	const compares = params.get('compare') === 'on';
	return view === 'public'
		? readPublic(params, today, narrowed, compares)
		: readInternal(params, today, narrowed, compares);
}

/** What is asked for when a year is divided in another way than asked, or not yet: the whole year. */
export function withinDivision(read: ReadQuery, division: Division | null, today: string): ReadQuery {
	const decided = decidePublic(read.query, today, division);
	if (read.issue || read.query.view !== 'public' || decided.ok) return read;
	const shown = { ...yearPeriod(read.year), view: 'public' as const };
	return {
		...read,
		query: { ...shown, ...(read.compares ? { compared: periodBefore(shown) } : {}) },
		quarter: '',
		issue: decided.why
	};
}

/** The same query as an address. */
export function queryText({ query, year, quarter, compares }: ReadQuery): string {
	const params = new URLSearchParams({
		view: query.view ?? 'internal',
		...(query.view === 'public' ? { year, quarter } : { from: query.from, to: query.to }),
		...(query.arenaClass ? { class: query.arenaClass } : {}),
		...(query.programmeId ? { programme: query.programmeId } : {}),
		...(compares ? { compare: 'on' } : {})
	});
	return params.toString();
}

type Narrowed = Pick<FigureQuery, 'arenaClass' | 'programmeId'>;

function readInternal(params: URLSearchParams, today: string, narrowed: Narrowed, compares: boolean): ReadQuery {
	const asked = { from: params.get('from') ?? '', to: params.get('to') ?? '' };
	const read = readPeriod(asked, today);
	const period = read.ok ? read.period : usualPeriods(today).thisYear;
	return {
		query: { ...period, view: 'internal', ...narrowed, ...(compares ? { compared: periodBefore(period) } : {}) },
		...(read.ok ? {} : { issue: read.why }),
		...{ year: period.to.slice(0, 4), quarter: '', compares },
		asked: read.ok ? period : asked
	};
}

function readPublic(params: URLSearchParams, today: string, narrowed: Narrowed, compares: boolean): ReadQuery {
	const lastYear = lastSettledYear(today);
	const year = /^\d{4}$/.test(params.get('year') ?? '') ? params.get('year')! : lastYear;
	const quarter = /^[1-4]$/.test(params.get('quarter') ?? '') ? params.get('quarter')! : '';
	const period = periodOf(year, quarter);
	const query: FigureQuery = { ...period, view: 'public', ...narrowed };
	const decided = decidePublic(query, today);
	const shown = decided.ok ? query : { ...yearPeriod(year < lastYear ? year : lastYear), view: 'public' as const };
	return {
		query: { ...shown, ...(compares ? { compared: periodBefore(shown) } : {}) },
		...(decided.ok ? {} : { issue: decided.why }),
		...{ year, quarter, compares, asked: period }
	};
}

function periodOf(year: string, quarter: string) {
	if (!quarter) return yearPeriod(year);
	const first = 3 * Number(quarter) - 2;
	const last = Temporal.PlainYearMonth.from({ year: Number(year), month: first + 2 });
	return { from: `${year}-${String(first).padStart(2, '0')}-01`, to: `${last.toString()}-${last.daysInMonth}` };
}

function readNarrowed(params: URLSearchParams): Narrowed {
	const arenaClass = arenaClasses.find((code): code is ArenaClass => code === params.get('class'));
	const programmeId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(params.get('programme') ?? '')
		? params.get('programme')!
		: undefined;
	return { ...(arenaClass ? { arenaClass } : {}), ...(programmeId ? { programmeId } : {}) };
}
