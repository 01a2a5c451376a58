/**
 * Asks now and then, while the page is looked at, whether something has come since it was loaded. Tells once; the page
 * itself is not touched, so nothing that somebody is writing is lost.
 *
 * @param address answers JSON
 * @param isNew whether that answer differs from what the page was loaded with
 * @returns what stops it
 */
export function watch(address: string, isNew: (news: unknown) => boolean, tell: () => void): () => void {
	const timer = setInterval(() => void look(), 15_000);
	async function look(): Promise<void> {
		if (document.visibilityState !== 'visible') return;
		const answer = await fetch(address).catch(() => undefined); // no connection just now: asked again soon
		if (!answer?.ok || !isNew(await answer.json())) return;
		clearInterval(timer);
		tell();
	}
	return () => clearInterval(timer);
}
