import { m } from '#messages';
import { shareInTenths, type TallySum } from '#offer';
import { drawBars } from '#report';
import { lower } from '../contacts/words.ts';
import { shareText, sourceWords } from './words.ts';

/** Where people heard of us: the finding, the rows of the table, and the chart; undefined while nobody came. */
export async function tallyFigure(sum: TallySum) {
	if (sum.total === 0) return undefined;
	const rows = sum.bySource.map(({ source, count }) => {
		const tenths = shareInTenths(count, sum.total);
		return { label: sourceWords[source](), count, share: tenths === undefined ? undefined : shareText(tenths) };
	});
	const [message] = rows;
	const title = message!.share
		? m.offer_heard_title_message_share({ share: message!.share })
		: m.offer_heard_title_message({ count: message!.count, total: sum.total });
	const numbers = rows.map(({ label, count }) => `${lower(label)} ${count}`).join(', ');
	const bars = rows.map(({ label, count, share }) => ({
		label,
		count,
		text: share ? m.offer_count_share({ count, share }) : String(count)
	}));
	return { title, rows, total: sum.total, chart: await drawBars(bars, m.offer_chart_sentence({ title, numbers })) };
}
