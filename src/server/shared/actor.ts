/** What somebody may be at the service; one person may hold several (domain.md 2.8). */
export const roles = ['administrator', 'lead', 'adviser', 'peer', 'analyst'] as const;
export type Role = (typeof roles)[number];

/** Who is acting. A service account (API token) acts as staff with `isService`. */
export type Actor = StaffActor | { kind: 'visitor' } | { kind: 'system'; name: string };

export interface StaffActor {
	kind: 'staff';
	id: string;
	name: string;
	roles: readonly Role[];
	isService: boolean;
}

/** @returns true when text is one of the roles. */
export const isRole = (text: string): text is Role => (roles as readonly string[]).includes(text);
