/** The append-only log of acts. */
export { appendEntries, appendEntry } from './append-entry.ts';
