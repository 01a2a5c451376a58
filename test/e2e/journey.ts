import { expect, test as base } from '@playwright/test';

export { expect };

/**
 * Playwright's test, which closes what a journey has opened when the journey is over: pages that stay open go on asking the
 * server for news until the run ends, more of them after each journey.
 */
export const test = base.extend<{ closing: undefined }>({
	closing: [
		async ({ browser }, use) => {
			const before = new Set(browser.contexts());
			await use(undefined);
			await Promise.all(
				browser
					.contexts()
					.filter((context) => !before.has(context))
					.map((context) => context.close())
			);
		},
		{ auto: true }
	]
});
