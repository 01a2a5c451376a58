import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** @returns true when `mark` was not written for exactly these inputs (names, sizes and times of all files). */
export function isStale(root: string, inputs: string[], mark: string): boolean {
	return !existsSync(mark) || readFileSync(mark, 'utf8') !== fingerprint(root, inputs);
}

/** Remembers the state of the inputs in `mark`. */
export function stamp(root: string, inputs: string[], mark: string): void {
	mkdirSync(path.dirname(mark), { recursive: true });
	writeFileSync(mark, fingerprint(root, inputs));
}

function fingerprint(root: string, inputs: string[]): string {
	const hash = createHash('sha256');
	for (const input of inputs)
		for (const file of filesBelow(path.join(root, input))) {
			const { size, mtimeMs } = statSync(file);
			hash.update(`${path.relative(root, file)}\0${size}\0${mtimeMs}\n`);
		}
	return hash.digest('hex');
}

function filesBelow(entry: string): string[] {
	if (!existsSync(entry)) return [];
	if (!statSync(entry).isDirectory()) return [entry];
	return readdirSync(entry)
		.sort()
		.filter((name) => name !== 'paraglide')
		.flatMap((name) => filesBelow(path.join(entry, name)));
}
