/** Who is on duty, and the hours in which people may be written to or called. */
export { beginDuty, endDuty, isOnDuty, listDuty } from './be-on-duty.ts';
export type { Duty } from './shift.db.ts';
export { isWithinHours, nextWithinHours, pacePerMinute, type Outreach } from './shift.ts';
