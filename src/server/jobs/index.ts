/** Typed enqueue: the only way to add a job. */
export { enqueue, enqueueAll, type Job, type Tasks } from './enqueue.ts';
