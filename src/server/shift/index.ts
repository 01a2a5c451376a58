/** The shift plan, who is on duty now, and the hours in which people may be written to or called. */
export { beginDuty, endDuty, isOnDuty, listDuty } from './be-on-duty.ts';
export { answerDebrief, isDebriefDue, readDebriefs } from './debrief.ts';
export {
	findShift,
	listDaysAhead,
	listMyShifts,
	listPlan,
	listRules,
	listShiftPeople,
	readOutlook,
	type DayAhead,
	type Outlook
} from './list-plan.ts';
export { noteAnswerWait, readAnswerWaits } from './note-answer-wait.ts';
export type { AnswerWait } from './plan.db.ts';
export {
	countHeld,
	dayInput,
	extraInput,
	fewestDays,
	reasonInput,
	ruleInput,
	weeklyHours,
	type Overload,
	type PlanRule,
	type PlanShift,
	type PlanWeek,
	type ShiftPerson
} from './plan.ts';
export { listNotices, seeNotice, type ShiftNotice } from './notices.ts';
export { endCalendarAddress, findCalendarAddress, listShiftsOfAddress, makeCalendarAddress } from './share-calendar.ts';
export type { Duty } from './shift.db.ts';
export { isWithinHours, nextWithinHours, pacePerMinute, type Outreach } from './shift.ts';
export { beginShift, giveUpShift, mayBegin, takeShift } from './sign-up.ts';
export { writeCalendar } from './write-calendar.ts';
export { addExtraShift, addRule, cancelShift, clearDay, endRule, restoreShift, setDay } from './write-plan.ts';
