/** A request to the staff's side as it may go on to Kit: is it one that a session cookie must not speak for? */
export interface Passage {
	url: string;
	isCookieless: boolean;
}

/**
 * Decides what a request's address means on the staff's side (design.md §2). The visitors' port never comes here: its pages
 * are made by src/visitors, and Kit has none of them.
 * @returns undefined for what is not there. An address that can be read in two ways (`..`, `//`, a letter written as
 *   `%62`) is not there either: Kit would put it straight after we have looked at it.
 */
export function findPassage(url: string): Passage | undefined {
	const pathname = url.split('?', 1)[0]!;
	if (!pathname.startsWith('/') || isAmbiguous.test(pathname)) return undefined;
	return { url, isCookieless: /^\/(api|webhooks)\//.test(pathname) };
}

/** Empty, `.` and `..` parts, backslashes, and an encoded letter, digit, dot, slash, dash, line or percent sign. */
const isAmbiguous = /\/\/|\/\.{1,2}(\/|$)|\\|%(2[5DEF]|3\d|4[1-9A-F]|5[0-9ACF]|6[1-9A-F]|7[0-9AE])/i;
