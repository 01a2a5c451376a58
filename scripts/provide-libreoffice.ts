// Finds LibreOffice for the tests that open our documents as an office would, or installs it where we may: Debian's
// packages without windows, about a quarter of a minute. Never a reason for a run to fail.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

const folders = [...(process.env.PATH ?? '').split(path.delimiter), '/usr/bin', '/usr/lib/libreoffice/program'];
const find = (name: string) => folders.map((folder) => path.join(folder, name)).find((file) => existsSync(file));
const install = 'apt-get install -y --no-install-recommends libreoffice-writer-nogui libreoffice-calc-nogui';

/** @returns the program, if it is installed. */
export const findLibreOffice = (): string | undefined => find('soffice');

/**
 * Sees to it that LibreOffice is there, when this is a system with Debian's packages and we are root.
 * @returns undefined when it is there; else why the tests with it will be skipped.
 */
export function provideLibreOffice(say: (line: string) => void): string | undefined {
	if (findLibreOffice()) return undefined;
	if (!find('apt-get')) return 'LibreOffice is not installed, and there are no Debian packages here.';
	if (process.getuid?.() !== 0) return `LibreOffice is not installed. As root: ${install}`;
	say('LibreOffice was not found. Installing it …');
	try {
		run('apt-get update', 60_000);
	} catch {
		say('The lists of packages could not be renewed; trying with those that are there.');
	}
	try {
		run(install, 120_000);
	} catch (error) {
		return `LibreOffice could not be installed (${error instanceof Error ? error.message.split('\n')[0] : 'unknown'}).`;
	}
	return findLibreOffice() ? undefined : 'LibreOffice was installed, but not where it usually is.';
}

/** Quietly and for a limited time. */
function run(command: string, timeout: number): void {
	execFileSync('sh', ['-c', command], {
		timeout,
		stdio: ['ignore', 'ignore', 'inherit'],
		env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
	});
}
