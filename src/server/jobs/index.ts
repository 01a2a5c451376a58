/** Typed enqueue: the only way to add a job. */
export { enqueue, type Tasks } from './enqueue.ts';
