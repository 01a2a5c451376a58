import { m } from '#messages';

/** What is wrong with an account somebody is making for themselves, in words, at the field it concerns. */
export function acceptanceFaults(faults: Record<string, string>, minLength: number): { field: string; text: string }[] {
	const texts: Record<string, () => string> = {
		service: m.staff_fault_service,
		owner: m.staff_fault_owner,
		name: m.staff_fault_name,
		email: faults.email === 'emailTaken' ? m.staff_fault_email_taken : m.staff_fault_email,
		password: () => m.staff_fault_password({ length: minLength }),
		gone: m.staff_set_up_gone
	};
	return Object.keys(faults).map((field) => ({ field, text: texts[field]?.() ?? m.staff_fault_other() }));
}
