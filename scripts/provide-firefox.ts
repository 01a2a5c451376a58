// Finds Debian's Firefox for one journey of a visitor, or installs it where we may. Never a reason for a run to fail.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

const name = 'firefox-esr';
const install = `apt-get install -y --no-install-recommends ${name}`;

/** @returns the program's path; undefined when it is not there. */
export const findFirefox = (): string | undefined =>
	(process.env.PATH ?? '')
		.split(path.delimiter)
		.map((folder) => path.join(folder, name))
		.find((file) => existsSync(file));

/**
 * Sees to it that Firefox is there, when this is a system with Debian's packages and we are root.
 * @returns undefined when it is there; else why the journey in it will be skipped.
 */
export function provideFirefox(say: (line: string) => void): string | undefined {
	if (findFirefox()) return undefined;
	if (!existsSync('/usr/bin/apt-get')) return 'Firefox is not installed, and there are no Debian packages here.';
	if (process.getuid?.() !== 0) return `Firefox is not installed. As root: ${install}`;
	say('Firefox was not found. Installing it …');
	try {
		run('apt-get update', 60_000);
	} catch {
		say('The lists of packages could not be renewed; trying with those that are there.');
	}
	try {
		run(install, 180_000);
	} catch (error) {
		return `Firefox could not be installed (${error instanceof Error ? error.message.split('\n')[0] : 'unknown'}).`;
	}
	return findFirefox() ? undefined : 'Firefox was installed, but its program is not where it usually is.';
}

/** Quietly and for a limited time. */
function run(command: string, timeout: number): void {
	execFileSync('sh', ['-c', command], {
		timeout,
		stdio: ['ignore', 'ignore', 'inherit'],
		env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' }
	});
}
