// Runs before each test file: the settings of the throw-away installation, and a failing test for every console.error.
import { mkdtempSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, inject, vi } from 'vitest';

process.env.LYKT_DATA = mkdtempSync(path.join(inject('dataDir'), 'file-')); // simulated phones of its own
process.env.LYKT_KEYHOLDER = inject('keyholderSocket');
process.env.LYKT_QUIET = '1';

const errors = vi.spyOn(console, 'error');
afterEach(() => {
	const calls = errors.mock.calls.map((call) => call.map(String).join(' '));
	errors.mockClear();
	expect(calls, 'console.error was called').toEqual([]);
});
