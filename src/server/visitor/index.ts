/** The anonymous side's only door. */
export { describeService } from './describe-service.ts';
