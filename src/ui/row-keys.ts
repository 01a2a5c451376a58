/**
 * Arrow keys in a list of rows (`use:rowKeys` around it): from one title to the next or the one before. Only while a title
 * has focus, so that the keys scroll the page as ever elsewhere.
 */
export function rowKeys(list: HTMLElement): { destroy(): void } {
	const onKey = (event: KeyboardEvent) => {
		const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
		if (!step || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
		const titles = [...list.querySelectorAll<HTMLAnchorElement>('.lykt-row__body > :is(h2, h3) > a')];
		const next = titles[titles.indexOf(event.target as HTMLAnchorElement) + step];
		if (!titles.includes(event.target as HTMLAnchorElement) || !next) return;
		event.preventDefault();
		next.focus();
	};
	list.addEventListener('keydown', onKey);
	return { destroy: () => list.removeEventListener('keydown', onKey) };
}
