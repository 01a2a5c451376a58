/** The service itself; programmes, goals and sub-goals come here. */
export { getService, nameService, type Service } from './service.ts';
export { advanceDemo } from './advance-demo.ts';
