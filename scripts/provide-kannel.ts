// Finds Debian's Kannel for the test with a real gateway, or installs it where we may. Never a reason for a run to fail.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

const folders = [...(process.env.PATH ?? '').split(path.delimiter), '/usr/sbin', '/usr/lib/kannel/test'];
const isThere = (name: string) => folders.some((folder) => existsSync(path.join(folder, name)));
const isInstalled = () => ['bearerbox', 'smsbox', 'fakesmsc'].every(isThere);
const install = 'apt-get install -y --no-install-recommends kannel kannel-extras';

/**
 * Sees to it that Kannel is there, when this is a system with Debian's packages and we are root.
 * @returns undefined when it is there; else why the tests with it will be skipped.
 */
export function provideKannel(say: (line: string) => void): string | undefined {
	if (isInstalled()) return undefined;
	if (!isThere('apt-get')) return 'Kannel is not installed, and there are no Debian packages here.';
	if (process.getuid?.() !== 0) return `Kannel is not installed. As root: ${install}`;
	say('Kannel was not found. Installing it …');
	try {
		run('apt-get update', 60_000);
	} catch {
		say('The lists of packages could not be renewed; trying with those that are there.');
	}
	try {
		run(install, 120_000);
	} catch (error) {
		return `Kannel could not be installed (${error instanceof Error ? error.message.split('\n')[0] : 'unknown'}).`;
	}
	return isInstalled() ? undefined : 'Kannel was installed, but its programs are not where they usually are.';
}

/** Quietly and for a limited time; its services are not started. */
function run(command: string, timeout: number): void {
	execFileSync('sh', ['-c', command], {
		timeout,
		stdio: ['ignore', 'ignore', 'inherit'],
		env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' }
	});
}
