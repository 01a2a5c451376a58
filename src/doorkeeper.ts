/** The two sides of the house; the listening port alone decides which. */
export type Side = 'staff' | 'visitor';

/** A request as it may go on: the address Kit sees, and whether it is one that a session cookie must not speak for. */
export interface Passage {
	url: string;
	isCookieless: boolean;
}

/**
 * Decides what a request's address means on a side (design.md §2): each side answers 404 for the other's routes and
 * files, and the visitor side has no scripts to give.
 * @returns undefined for what is not there. An address that can be read in two ways (`..`, `//`, a letter written as
 *   `%62`) is not there either: Kit would put it straight after we have looked at it, and end on the other side.
 */
export function findPassage(side: Side, url: string): Passage | undefined {
	const cut = url.indexOf('?');
	const [pathname, query] = cut < 0 ? [url, ''] : [url.slice(0, cut), url.slice(cut)];
	if (!pathname.startsWith('/') || isAmbiguous.test(pathname)) return undefined;
	if (side === 'visitor') {
		if (/^\/(_app|besok)(\/|$)/.test(pathname)) return undefined;
		if (/^\/(besok\.css|robots\.txt)$/.test(pathname)) return { url, isCookieless: true };
		return { url: `/besok${pathname === '/' ? '' : pathname}${query}`, isCookieless: true };
	}
	if (/^\/besok(\/|$|\.css)/.test(pathname)) return undefined;
	return { url, isCookieless: /^\/(api|webhooks)\//.test(pathname) };
}

/** Empty, `.` and `..` parts, backslashes, and an encoded letter, digit, dot, slash, dash, line or percent sign. */
const isAmbiguous = /\/\/|\/\.{1,2}(\/|$)|\\|%(2[5DEF]|3\d|4[1-9A-F]|5[0-9ACF]|6[1-9A-F]|7[0-9AE])/i;
