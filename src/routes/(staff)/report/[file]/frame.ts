const width = 620;
const inset = 30;

/** A drawing that goes out alone takes with it what stands around it on the page. */
export function frameDrawing(svg: string, words: { title: string; source: string; notes: string[] }): string {
	const [, drawnWidth = '560', drawnHeight = '0'] = /viewBox="0 0 (\d+) (\d+)"/u.exec(svg) ?? [];
	const title = breakLines(words.title, 52);
	const small = [words.source, ...words.notes].flatMap((note) => breakLines(note, 88));
	const top = inset + title.length * 26;
	const bottom = top + Number(drawnHeight) + 28;
	const height = bottom + small.length * 18 + inset - 18;
	const ink = 'var(--ds-color-neutral-text-default, currentColor)';
	const line = (text: string, y: number, look: string) =>
		`<text x="${inset}" y="${y}" fill="${ink}" ${look}>${escapeXml(text)}</text>`;
	return (
		`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" ` +
		`font-family="system-ui, sans-serif" font-size="15" role="img" aria-label="${labelOf(svg)}">` +
		`<rect width="${width}" height="${height}" fill="#ffffff"/>` +
		title.map((text, place) => line(text, inset + 14 + place * 26, 'font-size="20" font-weight="500"')).join('') +
		svg.replace(/^<svg /u, `<svg x="${inset}" y="${top}" width="${drawnWidth}" height="${drawnHeight}" `) +
		small.map((text, place) => line(text, bottom + place * 18, 'font-size="13"')).join('') +
		`</svg>`
	);
}

/** The sentence of the drawing, as it is already escaped. */
const labelOf = (svg: string): string => /aria-label="([^"]*)"/u.exec(svg)?.[1] ?? '';

/** SVG breaks no lines by itself. */
function breakLines(text: string, most: number): string[] {
	const lines = [''];
	for (const word of text.split(' ')) {
		const last = lines.at(-1)!;
		if (last !== '' && last.length + word.length + 1 > most) lines.push(word);
		else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
	}
	return lines;
}

const escapeXml = (text: string): string =>
	text.replace(/\p{Cc}/gu, ' ').replace(/[&<>"']/gu, (mark) => `&#${mark.charCodeAt(0)};`);
