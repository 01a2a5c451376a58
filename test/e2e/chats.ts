import { expect, type Browser, type FrameLocator, type Page } from '@playwright/test';

/** Somebody on the anonymous side, without script, who has written one message. */
export async function visitorWrites(browser: Browser, text: string): Promise<Page> {
	const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 360, height: 640 } });
	const page = await context.newPage();
	await page.goto(process.env.LYKT_VISITOR_ORIGIN!);
	await page.getByLabel('Meldingen din').fill(text);
	await sendAs(page);
	await expect(page.getByRole('log').getByText(text)).toBeVisible();
	return page;
}

/** The stream never ends, so a click must not wait for the page. */
export const sendAs = (place: Page | FrameLocator) =>
	place.getByRole('button', { name: 'Send', exact: true }).click({ noWaitAfter: true });

export const composer = (page: Page): FrameLocator => page.frameLocator('iframe[name=w]');

/** A visitor writes, and one of us takes the chat. @returns its id; the page stands on it. */
export async function takenChat(browser: Browser, ours: Page, text: string): Promise<string> {
	const page = await visitorWrites(browser, text);
	await ours.goto('/chats');
	await ours.getByRole('listitem').filter({ hasText: text }).getByRole('button', { name: 'Ta samtalen' }).click();
	await expect(ours.getByRole('log')).toContainText(text);
	await page.context().close();
	return new URL(ours.url()).pathname.split('/').at(-1)!;
}

export const openAll = (page: Page): Promise<void> =>
	page.locator('main details').evaluateAll((all: HTMLDetailsElement[]) => all.forEach((each) => (each.open = true)));
