// The route table is complete: default deny would refuse a forgotten route, and a forgotten line would promise one.
import { globSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { access } from '../src/access.ts';
import { actions } from '../src/server/staff/index.ts';

const routes = path.resolve(import.meta.dirname, '../src/routes');
const ids = [...new Set(globSync('**/+{page.svelte,page.server.ts,server.ts}', { cwd: routes }).map(idOf))].sort();

test('every route says who may use it, and nothing else is listed', () => {
	expect(ids.length).toBeGreaterThan(30);
	expect(Object.keys(access).sort()).toEqual(ids);
});

test('what a route asks for is an action of the policy table or one of the three words', () => {
	const known = ['open', 'webhook', 'signedIn', ...actions];
	expect(Object.entries(access).filter(([, asks]) => !known.includes(asks))).toEqual([]);
});

test('a folder in brackets holds what its name says', () => {
	const groupOf = (id: string) => /^\/\((\w+)\)/.exec(id)?.[1];
	for (const [id, asks] of Object.entries(access)) {
		if (groupOf(id) === 'open') expect(asks, id).toBe('open');
		if (groupOf(id) === 'staff') expect(['open', 'webhook'], id).not.toContain(asks);
	}
});

/** `(staff)/campaigns/[id]/+page.svelte` is the route `/(staff)/campaigns/[id]`. */
function idOf(file: string): string {
	const folder = path.dirname(file);
	return folder === '.' ? '/' : `/${folder}`;
}
