import type { BaseIssue } from 'valibot';

/** Plain text fields of a form; a field that is missing is empty. */
export const fieldsOf =
	(data: FormData): ((name: string) => string) =>
	(name) => {
		const value = data.get(name);
		return typeof value === 'string' ? value : '';
	};

/** Which field each issue of a schema belongs to (its first path step); the first issue of a field wins. */
export function faultsOf(issues: readonly BaseIssue<unknown>[]): Record<string, string> {
	const faults: Record<string, string> = {};
	for (const issue of issues) faults[(issue.path?.[0]?.key ?? '') as string] ??= issue.message;
	return faults;
}

/** A path on this side that it is safe to go back to; anything else becomes the front page. */
export const safeBack = (back: string | null): string =>
	back !== null && /^\/(?![/\\])/.test(back) && !back.includes('\n') ? back : '/';
