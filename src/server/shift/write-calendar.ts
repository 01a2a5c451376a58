import type { PlanShift } from './plan.ts';

/**
 * Shifts as a calendar file (RFC 5545) for one's own phone. Nothing in it says what the work is: `title` is all that
 * stands there, and people look over shoulders.
 */
export function writeCalendar(shifts: readonly PlanShift[], title: string, now: Date): string {
	const events = shifts.flatMap(({ ruleId, day, from, until }) => [
		'BEGIN:VEVENT',
		`UID:${ruleId}-${day}@lykt`,
		`DTSTAMP:${stamp(now)}`,
		`DTSTART:${stamp(from)}`,
		`DTEND:${stamp(until)}`,
		`SUMMARY:${escape(title)}`,
		'END:VEVENT'
	]);
	const lines = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Lykt//Shifts//EN', ...events, 'END:VCALENDAR'];
	return lines.map((line) => `${line}\r\n`).join('');
}

/** 20261124T170000Z */
const stamp = (at: Date): string => at.toISOString().replace(/[-:]|\.\d{3}/g, '');
const escape = (text: string): string => text.replace(/[\\;,]/g, '\\$&').replace(/\r?\n/g, '\\n');
