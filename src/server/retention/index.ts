/** Purge and proof of it. */
export { purge } from './retention.tasks.ts';
