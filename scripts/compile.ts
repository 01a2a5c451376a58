// Makes what the compiler and the tests need from sources: message functions and Kit's types. Quick, and only when stale.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { compile as compileMessages } from '@inlang/paraglide-js';
import { paraglide } from './paraglide.ts';
import { isStale, stamp } from './stale.ts';

const root = path.resolve(import.meta.dirname, '..');
const bin = (name: string, file: string) => path.join(root, 'node_modules', name, file);

/** Compiles messages into src/paraglide and Kit's types into .svelte-kit. */
export async function compile(): Promise<void> {
	const inputs = [
		'messages',
		'project.inlang/settings.json',
		'src/routes',
		'vite.config.ts',
		'package.json',
		'package-lock.json'
	];
	const mark = path.join(root, '.svelte-kit/.stamp');
	if (!isStale(root, inputs, mark) && existsSync(path.join(root, 'src/paraglide/messages.js'))) return;
	await compileMessages({
		...paraglide,
		project: path.join(root, paraglide.project),
		outdir: path.join(root, paraglide.outdir)
	});
	run(bin('@sveltejs/kit', 'svelte-kit.js'), ['sync']);
	stamp(root, inputs, mark);
}

const run = (file: string, args: string[]) =>
	execFileSync(process.execPath, [file, ...args], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });

if (import.meta.main) await compile();
