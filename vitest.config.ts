import { defineConfig } from 'vitest/config';

export default defineConfig({
	test: {
		include: ['src/**/*.test.ts', 'test/*.test.ts'],
		environment: 'node',
		globalSetup: ['test/global-setup.ts'],
		setupFiles: ['test/setup.ts'],
		testTimeout: 30_000,
		hookTimeout: 30_000,
		maxWorkers: 2
	}
});
