import type { EvaluationFigures } from '#campaign';
import { m } from '#messages';
import { drawBars } from '#report';
import { say } from '../../../../say.ts';
import { lower } from '../../../contacts/words.ts';
import { partText } from './words.ts';

// R110: a share says more than we know below fifty.
const fewestForShare = 50;

/** From sent to reached, as rows and bars in the order in which it happens. */
export async function resultFigure(figures: EvaluationFigures) {
	const steps = [
		{ label: m.campaign_evaluation_sent(), count: figures.sent },
		{ label: m.campaign_evaluation_delivered(), count: figures.delivered },
		{ label: m.campaign_evaluation_replied(), count: figures.replied },
		{ label: m.campaign_evaluation_opted_out(), count: figures.optedOut },
		{ label: m.campaign_evaluation_called(), count: figures.called },
		{ label: m.campaign_evaluation_reached(), count: figures.dispositions.reached ?? 0 }
	];
	const rows = steps.map((step, place) => ({
		...step,
		share: place === 0 || figures.sent < fewestForShare ? undefined : partText(step.count / figures.sent)
	}));
	if (figures.byHand) rows.push({ label: m.campaign_evaluation_by_hand(), count: figures.byHand, share: undefined });
	const title = m.campaign_evaluation_figure_title({
		delivered: say.number(figures.delivered),
		sent: say.number(figures.sent)
	});
	const numbers = rows.map(({ label, count }) => `${lower(label)} ${say.number(count)}`).join(', ');
	const bars = rows.map(({ label, count, share }) => ({
		label,
		count,
		text: share ? `${say.number(count)} (${share})` : say.number(count)
	}));
	return { title, rows, chart: await drawBars(bars, m.campaign_evaluation_chart_sentence({ title, numbers })) };
}
