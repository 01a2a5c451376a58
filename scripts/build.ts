// Builds the web side into build/, only when a source changed since the last build.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { compile } from './compile.ts';
import { isStale, stamp } from './stale.ts';

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
	await compile();
	execFileSync(process.execPath, [path.join(root, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'error'], {
		cwd: root,
		stdio: ['ignore', 'ignore', 'inherit']
	});
	stamp(root, inputs, mark);
	return true;
}

if (import.meta.main) await buildIfStale(console.log);
