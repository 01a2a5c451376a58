/** Programmes, what they want to reach, and what was done towards each goal. */
export {
	assessmentInput,
	besideOf,
	extensionInput,
	goalInput,
	grantInput,
	isUntouched,
	mandateInput,
	measures,
	monthsBetween,
	nextLetter,
	programmeInput,
	reachedOf,
	readWay,
	timeGone,
	type Goal,
	type GoalSums,
	type GoalWork,
	type Measure,
	type Programme,
	type ProgrammeState
} from './goal.ts';
export { getProgramme, listGoals, listProgrammes, readGoalPage, sumGoals, type GoalPage } from './list-goals.ts';
export { addTags, areGoals, findProgrammes, findProgrammesOn, findTags, listOpenGoals, replaceTags } from './tag.ts';
export { addGoal, assessGoal, editGoal, listTaggable, removeGoal, tagByHand } from './write-goal.ts';
export {
	addExtension,
	addGrant,
	addMandate,
	createProgramme,
	editProgramme,
	endProgramme,
	removePart,
	startProgramme
} from './write-programme.ts';
