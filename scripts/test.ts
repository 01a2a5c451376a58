// npm test: every check and every test, in the order in which a mistake is cheapest to find; what fails is the last that is
// begun. What needs one core each goes side by side.
//   --only=checks   formatting, lint, types, walls, dead code, schema
//   --only=unit     the rooms' tests on a real PostgreSQL
//   --only=browser  the journeys in a browser, against a running demonstration
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import readline from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
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
const half = (name: 'first' | 'second'): Stage => ({
	part: 'browser',
	name: `journeys in a browser, the ${name} half`,
	run: ['@playwright/test/cli.js', 'test', `--project=${name}`],
	report: `test-results/browser-${name}.json`
});
/** One round after the other. A round is made of lanes side by side, and a lane of stages in order. */
const rounds: Stage[][][] = [
	[[{ part: 'all', name: 'messages and types', run: ['scripts/compile.ts'] }]],
	[
		[{ part: 'checks', name: 'lint', run: ['eslint/bin/eslint.js', '--max-warnings', '0', '.'] }],
		[
			{
				part: 'checks',
				name: 'formatting',
				run: ['prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'],
				remedy: 'npm run format'
			},
			{
				part: 'checks',
				name: 'walls between rooms',
				run: ['dependency-cruiser/bin/dependency-cruiser.mjs', '--output-type', 'err-long', 'src']
			},
			{ part: 'checks', name: 'dead code', run: ['knip/bin/knip.js', '--no-progress'] },
			{
				part: 'checks',
				name: 'types',
				run: [
					'svelte-check/bin/svelte-check',
					'--tsconfig',
					'./tsconfig.json',
					'--fail-on-warnings',
					'--output',
					'human'
				]
			},
			{ part: 'checks', name: 'schema', run: ['scripts/dump-schema.ts', '--check'], remedy: 'npm run db:dump' },
			{ part: 'browser', name: 'build', run: ['scripts/build.ts'] }
		]
	],
	[
		[
			{
				part: 'unit',
				name: 'tests of the rooms',
				run: ['vitest/vitest.mjs', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${unitReport}`],
				report: unitReport
			}
		]
	],
	[[half('first')], [half('second')]]
];

process.exitCode = await main();

async function main(): Promise<number> {
	const { values } = parseArgs({ options: { only: { type: 'string' } } });
	const only = values.only;
	if (only && !['checks', 'unit', 'browser'].includes(only))
		return complain(`--only=${only} is unknown. Use checks, unit or browser.`);
	const plan = choose((stage) => !only || stage.part === 'all' || stage.part === only);
	const chosen = plan.flat(2);
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
			plan,
			{
				...plainEnvironment(),
				TMPDIR: scratch,
				NODE_COMPILE_CACHE: path.join(root, 'node_modules/.cache/node'), // hundreds of processes load the same files
				LYKT_TEST_SEED: '20261124', // test/setup.ts
				...(browser && { CHROMIUM_PATH: browser.path })
			},
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

function choose(isChosen: (stage: Stage) => boolean): Stage[][][] {
	const lanes = (round: Stage[][]) => round.map((lane) => lane.filter(isChosen)).filter((lane) => lane.length);
	return rounds.map(lanes).filter((round) => round.length);
}

async function runAll(plan: Stage[][][], env: NodeJS.ProcessEnv, scratch: string): Promise<number> {
	const ended: Ended = { passed: [], failed: [] };
	for (const round of plan) {
		if (ended.failed.length) break;
		await Promise.all(round.map((lane) => runLane(lane, env, round.length > 1, ended)));
	}
	const left = await endLeftovers(scratch);
	sumUp(plan.flat(2), ended, left);
	return ended.failed.length || left.length ? 1 : 0;
}

interface Ended {
	passed: Stage[];
	failed: Stage[];
}

/** A mistake ends its own lane at once. The lane beside it comes to its end, so that it has said what it has found. */
async function runLane(lane: Stage[], env: NodeJS.ProcessEnv, isBeside: boolean, ended: Ended): Promise<void> {
	for (const stage of lane) {
		console.log(`\n── ${stage.name} ${'─'.repeat(Math.max(3, 60 - stage.name.length))}`);
		const started = performance.now();
		const code = await runStage(stage, env, isBeside);
		const seconds = ((performance.now() - started) / 1000).toFixed(1);
		console.log(`── ${isBeside ? `${stage.name}: ` : ''}${code === 0 ? 'passed' : 'FAILED'} after ${seconds} s`);
		(code === 0 ? ended.passed : ended.failed).push(stage);
		if (code !== 0) return;
	}
}

/**
 * Says what the stage says, each line with the stage's name when another runs beside it.
 * @returns the exit code. Ctrl-C and SIGTERM are passed on and waited for, so that nothing is left running.
 */
async function runStage(
	{ name, run: [file, ...args], report }: Stage,
	env: NodeJS.ProcessEnv,
	isBeside: boolean
): Promise<number> {
	const program = file.startsWith('scripts/') ? file : path.join('node_modules', file);
	const child = spawn(process.execPath, [program, ...args], {
		cwd: root,
		env: {
			...env,
			...(isBeside && process.stdout.isTTY && { FORCE_COLOR: '1' }),
			...(report && { LYKT_TEST_REPORT: path.join(root, report) })
		},
		stdio: isBeside ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit']
	});
	const label = name.replace(/^.*, /, '');
	for (const pipe of [child.stdout, child.stderr])
		if (pipe) readline.createInterface(pipe).on('line', (line) => console.log(`${label} │ ${line}`));
	const passOn = (signal: NodeJS.Signals) => void child.kill(signal);
	process.on('SIGTERM', passOn).on('SIGINT', passOn);
	const said = once(child, 'close'); // its last words; not waited for when something it left behind still holds the line
	const [code] = (await once(child, 'exit')) as [number | null];
	await Promise.race([said, sleep(5000, undefined, { ref: false })]);
	process.off('SIGTERM', passOn).off('SIGINT', passOn);
	return code ?? 1;
}

/** The tests' last words: what passed, what did not, and the sums. */
function sumUp(chosen: Stage[], { passed, failed }: Ended, left: string[]): void {
	const counts = chosen.flatMap((stage) => (stage.report ? [count(stage.report)] : []));
	const passedTests = counts.reduce((sum, { passed }) => sum + passed, 0);
	const failedTests = counts.reduce((sum, { failed }) => sum + failed, 0);
	console.log('');
	if (passed.length) console.log(`Passed: ${passed.map(({ name }) => name).join('; ')}.`);
	for (const { name, remedy } of failed) console.log(`Failed: ${name}.${remedy ? ` Run: ${remedy}` : ''}`);
	if (left.length) console.log(`Failed: the tests left processes running (ended now):\n  ${left.join('\n  ')}`);
	// A failed check is no test, but it must not read as "0 failed".
	const failures = Math.max(failedTests, failed.length) + (left.length ? 1 : 0);
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

/**
 * Ends every process that still works in this run's own temporary folder, when it has had time to end by itself.
 * @returns their command lines.
 */
async function endLeftovers(scratch: string): Promise<string[]> {
	for (let waited = 0; waited < 30 && findLeftovers(scratch).length; waited++) await sleep(1000);
	return findLeftovers(scratch).map(({ pid, line }) => {
		try {
			process.kill(pid, 'SIGTERM');
		} catch {
			// it has just gone
		}
		return `${pid} ${line}`;
	});
}

function findLeftovers(scratch: string): { pid: number; line: string }[] {
	if (!existsSync('/proc/self/cmdline')) return [];
	return readdirSync('/proc').flatMap((name) => {
		try {
			if (!/^\d+$/.test(name) || Number(name) === process.pid) return [];
			const line = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
			return line.includes(scratch) ? [{ pid: Number(name), line }] : [];
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
