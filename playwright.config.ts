import { defineConfig } from '@playwright/test';
import { findBrowser } from './scripts/find-browser.ts';

// Found once by the first process and handed to the workers, which read this file again.
process.env.CHROMIUM_PATH ??= findBrowser();

// Two halves that take about as long: `npm test` runs them side by side, each with a demonstration of its own.
const firstHalf =
	/(access|accessibility|figures|firefox|installation|message|publications|r58|sign-in|visitor|visitor-care)\.spec\.ts$/;

export default defineConfig({
	testDir: 'test/e2e',
	outputDir: 'test-results/browser',
	projects: [
		{ name: 'first', testMatch: firstHalf, outputDir: 'test-results/browser/first' },
		{ name: 'second', testIgnore: firstHalf, outputDir: 'test-results/browser/second' }
	],
	globalSetup: './test/e2e/one-demo.ts',
	workers: 1,
	retries: 0,
	// Nets for what hangs, wide enough for a machine that is several times slower. Nothing is expected to take so long.
	timeout: 300_000,
	expect: { timeout: 30_000 },
	forbidOnly: Boolean(process.env.CI),
	reporter: process.env.LYKT_TEST_REPORT
		? [['list'], ['json', { outputFile: process.env.LYKT_TEST_REPORT }]]
		: [['list']],
	use: {
		// Set by the global setup: one running demonstration for the whole run.
		baseURL: process.env.LYKT_STAFF_ORIGIN,
		actionTimeout: 60_000, // a button that never comes is a failure now, not when the journey's time is up
		locale: 'nb-NO',
		timezoneId: 'Europe/Oslo',
		screenshot: 'only-on-failure',
		launchOptions: {
			executablePath: process.env.CHROMIUM_PATH,
			// Debian's Chromium as root, without a screen and without calling home.
			args: [
				'--no-sandbox',
				'--disable-gpu',
				'--disable-quic',
				'--no-first-run',
				'--disable-background-networking',
				'--disable-component-update',
				'--disable-sync'
			]
		}
	}
});
