/** Figures over a period, and the charts that show them. */
export { drawBars, type Chart } from './chart.ts';
export { getFigure, listFigures } from './list-figures.ts';
export {
	figure,
	figureNames,
	isFigureName,
	readPeriod,
	usualPeriods,
	type Cell,
	type Figure,
	type FigureName,
	type Finding,
	type Fit,
	type Note,
	type NoteCode,
	type Period,
	type Series,
	type View
} from './report.ts';
