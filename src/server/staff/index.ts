/** Accounts, roles, sign-in. */
export { addToken } from './add-token.ts';
export { minPasswordLength } from './auth.ts';
export { findBearer, findSession, type Session } from './find-session.ts';
export {
	acceptanceInput,
	acceptInvitation,
	choosePassword,
	createAccount,
	invitationInput,
	inviteStaff,
	openSetUp,
	passwordInput,
	readInvitation,
	renewAccess
} from './invite.ts';
export { changeRoles, listInvitations, listStaff, setDisabled, withdrawInvitation } from './manage-staff.ts';
export { countAccounts as countOf } from './staff.db.ts';
export { confirmSecondStep, signIn, signOut } from './sign-in.ts';
export { actions, may, type Action } from './staff.policy.ts';
export { isSupervisionDue, listSupervisions, noteSupervision, removeSupervision } from './supervision.ts';
export { isTrained, listPeers, setTraining, trainingInput, type PeerTraining } from './training.ts';
export { beginTwoStep, confirmTwoStep, endTwoStep } from './two-step.ts';
