// npm test: every check and every test, in the order in which a mistake is cheapest to find; stops at the first that fails.
//   --only=checks   formatting, lint, types, walls, dead code, schema
//   --only=unit     the rooms' tests on a real PostgreSQL
//   --only=browser  the journeys in a browser, against a running demonstration
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { provideBrowser } from './find-browser.ts';
import { provideFirefox } from './provide-firefox.ts';
import { provideKannel } from './provide-kannel.ts';
import { provideLibreOffice } from './provide-libreoffice.ts';

type Part = 'checks' | 'unit' | 'browser';
interface Stage {
	part: Part | 'all';
	name: string;
	/** The program below node_modules or scripts, and what it is given. */
	run: [file: string, ...args: string[]];
	/** Where its tests are counted. */
	report?: string;
	/** What to do when it fails. */
	remedy?: string;
}

const root = path.resolve(import.meta.dirname, '..');
const unitReport = 'test-results/unit.json';
const browserReport = 'test-results/browser.json';
const stages: Stage[] = [
	{ part: 'all', name: 'messages and types', run: ['scripts/compile.ts'] },
	{
		part: 'checks',
		name: 'formatting',
		run: ['prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'],
		remedy: 'npm run format'
	},
	{ part: 'checks', name: 'lint', run: ['eslint/bin/eslint.js', '--max-warnings', '0', '.'] },
	{
		part: 'checks',
		name: 'types',
		run: ['svelte-check/bin/svelte-check', '--tsconfig', './tsconfig.json', '--fail-on-warnings', '--output', 'human']
	},
	{
		part: 'checks',
		name: 'walls between rooms',
		run: ['dependency-cruiser/bin/dependency-cruiser.mjs', '--output-type', 'err-long', 'src']
	},
	{ part: 'checks', name: 'dead code', run: ['knip/bin/knip.js', '--no-progress'] },
	{ part: 'checks', name: 'schema', run: ['scripts/dump-schema.ts', '--check'], remedy: 'npm run db:dump' },
	{
		part: 'unit',
		name: 'tests of the rooms',
		run: ['vitest/vitest.mjs', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${unitReport}`],
		report: unitReport
	},
	{ part: 'browser', name: 'build', run: ['scripts/build.ts'] },
	{ part: 'browser', name: 'journeys in a browser', run: ['@playwright/test/cli.js', 'test'], report: browserReport }
];

process.exitCode = await main();

async function main(): Promise<number> {
	const { values } = parseArgs({ options: { only: { type: 'string' } } });
	const only = values.only;
	if (only && !['checks', 'unit', 'browser'].includes(only))
		return complain(`--only=${only} is unknown. Use checks, unit or browser.`);
	const chosen = stages.filter((stage) => !only || stage.part === 'all' || stage.part === only);
	const browser = chosen.some((stage) => stage.part === 'browser') ? await provideBrowser(console.log) : undefined;
	if (browser && 'command' in browser)
		return complain(
			`The browser tests need Chromium, and there is none. Run this once, then try again:\n\n    ${browser.command}\n`
		);

	const skipped = whatIsSkipped((part) => chosen.some((stage) => stage.part === part));
	for (const one of skipped) console.log(one);

	const scratch = mkdtempSync(path.join(os.tmpdir(), 'lykt-run-'));
	chmodSync(scratch, 0o755); // PostgreSQL's own user must be able to pass through
	rmSync(path.join(root, 'test-results'), { recursive: true, force: true });
	mkdirSync(path.join(root, 'test-results'));
	try {
		return await runAll(
			chosen,
			{ ...plainEnvironment(), TMPDIR: scratch, ...(browser && { CHROMIUM_PATH: browser.path }) },
			scratch
		);
	} finally {
		for (const one of skipped) console.log(one);
		rmSync(scratch, { recursive: true, force: true });
	}
}

/** Said before and after: nobody must believe that it was tried. */
function whatIsSkipped(isChosen: (part: Part) => boolean): string[] {
	const [kannel, office] = isChosen('unit') ? [provideKannel(console.log), provideLibreOffice(console.log)] : [];
	const firefox = isChosen('browser') ? provideFirefox(console.log) : undefined;
	return [
		...(kannel ? [`\nSKIPPED: the tests with a real Kannel. ${kannel}`] : []),
		...(office ? [`\nSKIPPED: opening our documents in LibreOffice. ${office}`] : []),
		...(firefox ? [`\nSKIPPED: a visitor’s journey in Debian’s Firefox. ${firefox}`] : [])
	];
}

async function runAll(chosen: Stage[], env: NodeJS.ProcessEnv, scratch: string): Promise<number> {
	const done: string[] = [];
	let failed: Stage | undefined;
	for (const stage of chosen) {
		console.log(`\n── ${stage.name} ${'─'.repeat(Math.max(3, 60 - stage.name.length))}`);
		const started = performance.now();
		const code = await runStage(stage, env);
		const seconds = ((performance.now() - started) / 1000).toFixed(1);
		console.log(`── ${code === 0 ? 'passed' : 'FAILED'} after ${seconds} s`);
		if (code !== 0) {
			failed = stage;
			break;
		}
		done.push(stage.name);
	}
	const left = endLeftovers(scratch);
	sumUp(chosen, done, failed, left);
	return failed || left.length ? 1 : 0;
}

/** @returns the exit code. Ctrl-C and SIGTERM are passed on and waited for, so that nothing is left running. */
async function runStage({ run: [file, ...args], report }: Stage, env: NodeJS.ProcessEnv): Promise<number> {
	const program = file.startsWith('scripts/') ? file : path.join('node_modules', file);
	const child = spawn(process.execPath, [program, ...args], {
		cwd: root,
		env: { ...env, ...(report && { LYKT_TEST_REPORT: path.join(root, report) }) },
		stdio: ['ignore', 'inherit', 'inherit']
	});
	const passOn = (signal: NodeJS.Signals) => void child.kill(signal);
	process.on('SIGTERM', passOn).on('SIGINT', passOn);
	const code = await new Promise<number>((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
	process.off('SIGTERM', passOn).off('SIGINT', passOn);
	return code;
}

/** The tests' last words: what passed, what did not, and the sums. */
function sumUp(chosen: Stage[], done: string[], failed: Stage | undefined, left: string[]): void {
	const counts = chosen.flatMap((stage) => (stage.report ? [count(stage.report)] : []));
	const passedTests = counts.reduce((sum, { passed }) => sum + passed, 0);
	const failedTests = counts.reduce((sum, { failed }) => sum + failed, 0);
	console.log('');
	if (done.length) console.log(`Passed: ${done.join(', ')}.`);
	if (failed) console.log(`Failed: ${failed.name}.${failed.remedy ? ` Run: ${failed.remedy}` : ''}`);
	if (left.length) console.log(`Failed: the tests left processes running (ended now):\n  ${left.join('\n  ')}`);
	// A failed check is no test, but it must not read as "0 failed".
	const failures = Math.max(failedTests, failed ? 1 : 0) + (left.length ? 1 : 0);
	console.log(`${passedTests} passed, ${failures} failed`);
}

interface VitestReport {
	numPassedTests: number;
	numFailedTests: number;
}
interface PlaywrightReport {
	stats: { expected: number; unexpected: number; flaky: number };
}

function count(report: string): { passed: number; failed: number } {
	const file = path.join(root, report);
	if (!existsSync(file)) return { passed: 0, failed: 0 };
	const read = JSON.parse(readFileSync(file, 'utf8')) as VitestReport | PlaywrightReport;
	return 'stats' in read
		? { passed: read.stats.expected, failed: read.stats.unexpected + read.stats.flaky }
		: { passed: read.numPassedTests, failed: read.numFailedTests };
}

/** Ends every process that still works in this run's own temporary folder. @returns their command lines. */
function endLeftovers(scratch: string): string[] {
	if (!existsSync('/proc/self/cmdline')) return [];
	return readdirSync('/proc').flatMap((pid) => {
		try {
			if (!/^\d+$/.test(pid) || Number(pid) === process.pid) return [];
			const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
			if (!line.includes(scratch)) return [];
			process.kill(Number(pid), 'SIGTERM');
			return [`${pid} ${line}`];
		} catch {
			return []; // gone meanwhile
		}
	});
}

/** Without the settings of an installation that somebody's shell may hold, and without colour codes in a log file. */
function plainEnvironment(): NodeJS.ProcessEnv {
	const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('LYKT_') && name !== 'DATABASE_URL');
	return { ...Object.fromEntries(kept), ...(!process.stdout.isTTY && { NO_COLOR: '1' }) };
}

function complain(text: string): number {
	console.error(text);
	return 2;
}
