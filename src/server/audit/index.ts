/** The append-only log of acts. */
export { appendEntry } from './append-entry.ts';
