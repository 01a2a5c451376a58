/** When we are open: hours out of the shift plan, without people, so that the anonymous side may ask too. */
export { percentile90, roundWait, type Wait } from './answer-time.ts';
export {
	expectedAnswerTime,
	findOpening,
	isOpenNow,
	listNextDays,
	listOpeningHours,
	type OpeningDay
} from './find-opening.ts';
export {
	daysOfWeek,
	generateShifts,
	mondayOf,
	readWeek,
	weekName,
	type Exceptions,
	type Minutes,
	type Opening,
	type Rule,
	type Shift,
	type ShiftState,
	type Span
} from './opening.ts';
