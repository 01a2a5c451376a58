// Finds the Chromium that the browser tests drive, or says how to get one. Run it alone to see which it is.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from '@playwright/test';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/**
 * Looks where a browser usually is: CHROMIUM_PATH, the search path, then Playwright's own download.
 * @returns the program's path; undefined when none of them starts (Ubuntu's `chromium-browser` is often only a note that
 *   points to another shop).
 */
export function findBrowser(): string | undefined {
	const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
	const onPath = names.flatMap((name) => folders.map((folder) => join(folder, name)));
	return [process.env.CHROMIUM_PATH ?? '', ...onPath, chromium.executablePath()].find(
		(file) => file && existsSync(file) && starts(file)
	);
}

/**
 * Finds a browser, or installs one when we may.
 * @returns the program's path, or the one command that the person must run first.
 */
export function provideBrowser(say: (line: string) => void): { path: string } | { command: string } {
	const found = findBrowser();
	if (found) return { path: found };
	if (process.getuid?.() !== 0)
		return { command: packaged ? `sudo sh -c '${packaged}'` : 'npx playwright install --with-deps chromium' };
	for (const command of [packaged, downloaded]) {
		if (!command) continue;
		say(`No browser was found. Installing one: ${command}`);
		if (!runs(command)) continue;
		const installed = findBrowser();
		if (installed) return { path: installed };
	}
	return { command: downloaded };
}

/** Debian's package; undefined where the system has no such package (Ubuntu's is no real one). */
const packaged =
	hasProgram('apt-get') && !isUbuntu() ? 'apt-get update && apt-get install -y chromium fonts-noto-core' : undefined;
const downloaded = 'npx playwright install --with-deps chromium';

function isUbuntu(): boolean {
	return (
		existsSync('/etc/os-release') && /^ID=ubuntu/m.test(execFileSync('cat', ['/etc/os-release'], { encoding: 'utf8' }))
	);
}

function hasProgram(name: string): boolean {
	return (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, name)));
}

function starts(file: string): boolean {
	try {
		return /\d+\.\d+/.test(
			execFileSync(file, ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], timeout: 20_000 })
		);
	} catch {
		return false;
	}
}

function runs(command: string): boolean {
	try {
		execFileSync('sh', ['-c', command], {
			stdio: 'inherit',
			env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
		});
		return true;
	} catch {
		return false;
	}
}

if (import.meta.main) console.log(findBrowser() ?? 'No browser was found.');
