/** Text that is HTML already; everything else is escaped when it is put into a page. */
export class Html {
	readonly text: string;
	constructor(text: string) {
		this.text = text;
	}
}

type Value = Html | string | number | undefined | false | null | readonly Html[];

/**
 * A piece of a page. What is put in is escaped, unless it is a piece itself; undefined, null and false leave nothing. Line
 * breaks of the source become one space, so that a piece is one line: the live page is read by lines.
 */
export function markup(parts: TemplateStringsArray, ...values: Value[]): Html {
	const source = inOneLine(parts);
	let text = source[0]!;
	values.forEach((value, place) => (text += write(value) + source[place + 1]!));
	return new Html(text);
}

/** A message as it was written: its lines stay lines. */
export const paragraph = (text: string): Html => new Html(escape(text).replaceAll('\n', '<br>'));

const escape = (text: string): string => text.replace(/[&<>"'`]/g, (sign) => `&#${sign.charCodeAt(0)};`);

function write(value: Value): string {
	if (value === undefined || value === null || value === false) return '';
	if (value instanceof Html) return value.text;
	if (typeof value === 'object') return value.map((piece) => piece.text).join('');
	return escape(String(value));
}

const seen = new WeakMap<TemplateStringsArray, string[]>();
function inOneLine(parts: TemplateStringsArray): string[] {
	const known = seen.get(parts);
	if (known) return known;
	const made = parts.map((part) => part.replace(/\s*\n\s*/g, ' '));
	seen.set(parts, made);
	return made;
}
