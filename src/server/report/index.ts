/** Figures over a period, inside and as they may be told outside, and the drawings that show them. */
export { drawBars, drawColumns, drawLines, type Bar, type Chart, type Column, type Lines } from './chart.ts';
export { isPublishable, mayTellOf, publicChange, protectList, publishableFrom } from './disclosure.ts';
export { percentOf } from './figures.ts';
export { getFigure, listFigures } from './list-figures.ts';
export { changeBetween, findFigureDifferencing } from './publish.ts';
export { describeTold, divideYear, getDivision, tellAgain, tellYear } from './tell-year.ts';
export { figureOfDivision, type Told, type ToldPart } from './told.ts';
export {
	decidePublic,
	divisions,
	figure,
	figureNames,
	isFigureName,
	isSettled,
	lastSettledYear,
	periodBefore,
	readPeriod,
	usualPeriods,
	yearPeriod,
	type Cell,
	type Division,
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
