import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The files that take longest, longest first: begun last, one of them would keep a single worker busy at the end. */
const long = ['architecture', 'kills', 'keyholder', 'rollups', 'guard', 'walls', 'outputs', 'vault', 'campaign'];

class LongestFirst extends BaseSequencer {
	override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
		const place = ({ moduleId }: TestSpecification) => {
			const found = long.findIndex((name) => moduleId.endsWith(`/${name}.test.ts`));
			return found < 0 ? long.length : found;
		};
		return (await super.sort(files)).toSorted((a, b) => place(a) - place(b));
	}
}

export default defineConfig({
	test: {
		include: ['src/**/*.test.ts', 'test/*.test.ts'],
		environment: 'node',
		globalSetup: ['test/global-setup.ts'],
		setupFiles: ['test/setup.ts'],
		sequence: { sequencer: LongestFirst },
		// Nets for what hangs, wide enough for a machine that is several times slower. Nothing is expected to take so long.
		testTimeout: 240_000,
		hookTimeout: 240_000,
		teardownTimeout: 60_000,
		expect: { poll: { timeout: 60_000 } },
		maxWorkers: 2
	}
});
