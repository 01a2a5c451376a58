/** The service itself; programmes, goals and sub-goals come here. */
export type { Service } from './programme.ts';
export { getService, nameService } from './service.ts';
export { advanceDemo } from './advance-demo.ts';
