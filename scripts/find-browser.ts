// Finds the Chromium that the browser tests drive, or gets one. Run it alone to see which it is.
import { execFileSync } from 'node:child_process';
import { createReadStream, createWriteStream, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress } from 'node:zlib';
import { chromium } from '@playwright/test';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/**
 * Looks where a browser usually is: CHROMIUM_PATH, the search path, one that was fetched before, Playwright's own.
 * @returns the program's path; undefined when none of them starts (Ubuntu's `chromium-browser` is often only a note that
 *   points to another shop).
 */
export function findBrowser(): string | undefined {
	const onPath = names.flatMap((name) => searchPath().map((folder) => join(folder, name)));
	const all = [process.env.CHROMIUM_PATH ?? '', ...onPath, fetched, chromium.executablePath()];
	return all.find((file) => file && existsSync(file) && starts(file));
}

/**
 * Finds a browser, or gets one where we may: Debian's package; on Ubuntu, which has none, a Chromium from the npm registry
 * with a few libraries of the system; at last Playwright's download.
 * @returns the program's path, or the one command that the person must run first.
 */
export async function provideBrowser(say: (line: string) => void): Promise<{ path: string } | { command: string }> {
	const found = findBrowser();
	if (found) return { path: found };
	say('No browser was found. Getting one …');
	const isRoot = process.getuid?.() === 0;
	const canFetch = isUbuntu() && process.arch === 'x64';
	const packages = `apt-get update && apt-get install -y ${canFetch ? 'libnss3 libexpat1' : 'chromium'} fonts-noto-core`;
	const wantsPackages = hasProgram('apt-get') && (canFetch || !isUbuntu());
	const lastResort = 'npx playwright install --with-deps chromium';
	if (isRoot && wantsPackages) run(packages);
	if (canFetch) await fetchBrowser().catch((error: unknown) => say(`It could not be fetched: ${String(error)}`));
	if (isRoot && !findBrowser()) run(lastResort);
	const got = findBrowser();
	if (got) return { path: got };
	return { command: wantsPackages && !isRoot ? `sudo sh -c '${packages}'` : lastResort };
}

// Headless Chromium as an ordinary npm package; only fetched where the system offers none.
const cache = resolve(import.meta.dirname, '../node_modules/.cache/chromium');
const fetched = join(cache, 'chromium');
const source = '@sparticuz/chromium@153.0.0';

async function fetchBrowser(): Promise<void> {
	if (existsSync(fetched)) return;
	mkdirSync(cache, { recursive: true });
	run(`npm install --prefix '${cache}' --no-save --no-package-lock --ignore-scripts --no-audit --no-fund ${source}`);
	const packed = join(cache, 'node_modules/@sparticuz/chromium/bin/chromium.br');
	const target = createWriteStream(`${fetched}.part`, { mode: 0o755 });
	await pipeline(createReadStream(packed), createBrotliDecompress(), target);
	renameSync(`${fetched}.part`, fetched);
	rmSync(join(cache, 'node_modules'), { recursive: true });
}

const searchPath = () => (process.env.PATH ?? '').split(delimiter).filter(Boolean);
const hasProgram = (name: string) => searchPath().some((folder) => existsSync(join(folder, name)));
const isUbuntu = () => existsSync('/etc/os-release') && /^ID=ubuntu/m.test(readFileSync('/etc/os-release', 'utf8'));

function starts(file: string): boolean {
	try {
		const said = execFileSync(file, ['--version'], {
			encoding: 'utf8',
			stdio: ['ignore', 'pipe', 'ignore'],
			timeout: 20_000
		});
		return /\d+\.\d+/.test(said);
	} catch {
		return false;
	}
}

/** What the command does is judged afterwards, by whether a browser is there. */
function run(command: string): void {
	try {
		const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: '10000' };
		execFileSync('sh', ['-c', command], { stdio: ['ignore', 'inherit', 'inherit'], env });
	} catch {
		console.error(`This did not work: ${command}`);
	}
}

if (import.meta.main) console.log(findBrowser() ?? 'No browser was found.');
