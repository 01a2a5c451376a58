// Builds the web side into build/, only when a source changed since the last build.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { isStale, stamp } from './stale.ts';

const run = promisify(execFile); // not blocking: the database starts meanwhile
const root = path.resolve(import.meta.dirname, '..');
const inputs = [
	'src',
	'messages',
	'static',
	'project.inlang/settings.json',
	'vite.config.ts',
	'package.json',
	'package-lock.json'
];
const mark = path.join(root, 'build/.stamp');

/** @returns true when something had to be built. */
export async function buildIfStale(say: (line: string) => void = () => undefined): Promise<boolean> {
	if (!isStale(root, inputs, mark) && existsSync(path.join(root, 'build/handler.js'))) return false;
	say('Building the web side (once after each update, about ten seconds) …');
	const { compile } = await import('./compile.ts'); // the message compiler is heavy; most starts do not need it
	await compile();
	await run(process.execPath, [path.join(root, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'error'], {
		cwd: root
	});
	stamp(root, inputs, mark);
	return true;
}

if (import.meta.main) await buildIfStale(console.log);
