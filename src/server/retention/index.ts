/** Purge and proof of it. */
export { purge, type PurgeReport } from './retention.tasks.ts';
