/** Accounts, roles, sign-in. */
export { actions, may, type Action } from './staff.policy.ts';
