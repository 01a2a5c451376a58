import { m } from '#messages';

const names: Record<string, () => string> = {
	administrator: m.staff_role_administrator,
	lead: m.staff_role_lead,
	adviser: m.staff_role_adviser,
	peer: m.staff_role_peer,
	analyst: m.staff_role_analyst
};

/** A role in the reader's language. */
export const roleName = (role: string): string => names[role]?.() ?? role;
