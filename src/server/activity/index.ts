/** Meetings, stands and the like: with which organisations, never with whom. */
export {
	activityInput,
	activityKinds,
	type Activity,
	type ActivityInput,
	type ActivityKind,
	type ActivitySum
} from './activity.ts';
export { getActivity, listActivities, listOrganisations } from './list-activities.ts';
export { addActivity, editActivity, removeActivity } from './write-activity.ts';
