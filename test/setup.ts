// Runs before each test file: the settings of the throw-away installation, and a failing test for every console.error.
import { mkdtempSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, inject, vi } from 'vitest';

process.env.LYKT_DATA = mkdtempSync(path.join(inject('dataDir'), 'file-')); // simulated phones of its own
process.env.LYKT_KEYHOLDER = inject('keyholderSocket');
process.env.LYKT_QUIET = '1';

// `npm test` plays the same random histories each time: what fails there was broken by the change at hand, and not found by
// luck. Run by hand (npx vitest run …) they are others each time, and fast-check says how to play one again.
if (process.env.LYKT_TEST_SEED && readFileSync(expect.getState().testPath!, 'utf8').includes(`from 'fast-check'`)) {
	const { default: fc } = await import('fast-check');
	fc.configureGlobal({ seed: Number(process.env.LYKT_TEST_SEED) });
}

const errors = vi.spyOn(console, 'error');
afterEach(() => {
	const calls = errors.mock.calls.map((call) => call.map(String).join(' '));
	errors.mockClear();
	expect(calls, 'console.error was called').toEqual([]);
});
