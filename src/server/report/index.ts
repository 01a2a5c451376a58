/** Figures over a period, inside and as they may be told outside, and the drawings that show them. */
export { drawBars, drawColumns, drawLines, type Bar, type Chart, type Column, type Lines } from './chart.ts';
export { publicChange, protectList, protectTable, publishableFrom, type PublicTable } from './disclosure.ts';
export { percentOf } from './figures.ts';
export { getFigure, listFigures } from './list-figures.ts';
export { changeBetween, findFigureDifferencing } from './publish.ts';
export {
	decidePublic,
	figure,
	figureNames,
	isFigureName,
	periodBefore,
	readPeriod,
	usualPeriods,
	yearPeriod,
	type Cell,
	type Figure,
	type FigureName,
	type FigureQuery,
	type Finding,
	type Fit,
	type Note,
	type NoteCode,
	type Period,
	type QueryIssue,
	type Series,
	type View
} from './report.ts';
