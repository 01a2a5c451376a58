import {
	numberBlocks,
	paragraphsOf,
	shortWarnings,
	type Block,
	type NumberedBlock,
	type PrintedTable,
	type ReportDocument
} from './document.ts';

/**
 * The body of a report as HTML: headings from h2, figures with drawing, caption and table. Every text is escaped; the
 * drawings are our own.
 */
export function writeHtmlBody(document: ReportDocument): string {
	return numberBlocks(document)
		.map((block) => writeBlock(block, document))
		.join('\n');
}

/** The same for several stretches of one report, each by itself, numbered through. */
export function writeHtmlParts(parts: readonly Block[][], words: ReportDocument['words']): string[] {
	const numbered = numberBlocks({ blocks: parts.flat() });
	return parts.map((part) =>
		numbered
			.splice(0, part.length)
			.map((block) => writeBlock(block, { words }))
			.join('\n')
	);
}

/** A report as one file that needs nothing else: opens in any browser, follows its scheme, prints on A4. */
export function writeHtml(document: ReportDocument): string {
	const { title, subtitle, service, language, warnings, words } = document;
	const headings = numberBlocks(document).filter((block) => block.kind === 'heading');
	const contents = headings
		.filter(({ level }) => level === 2)
		.map(({ id, text }) => `<li><a href="#${id}">${escape(text)}</a></li>`)
		.join('');
	return `<!doctype html>
<html lang="${language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<title>${escape(title)}</title>
<style>${styleOf(document)}</style>
<main>
<header>
<p class="service">${escape(service)}</p>
<h1>${escape(title)}</h1>
<p class="subtitle">${escape(subtitle)}</p>
${warnings.map((warning) => `<p class="warning" role="note">${escape(warning)}</p>`).join('\n')}
</header>
${contents ? `<nav aria-labelledby="contents"><h2 id="contents">${escape(words.contents)}</h2><ol>${contents}</ol></nav>` : ''}
${writeHtmlBody(document)}
</main>
</html>
`;
}

function writeBlock(block: NumberedBlock, { words }: Pick<ReportDocument, 'words'>): string {
	switch (block.kind) {
		case 'heading':
			return `<h${block.level} id="${block.id}">${escape(block.text)}</h${block.level}>`;
		case 'text':
			return paragraphs(block.text);
		case 'quote':
			return `<blockquote>${paragraphs(block.text)}</blockquote>`;
		case 'note':
			return `<div class="note" role="note">${paragraphs(block.text)}</div>`;
		case 'figure':
			return `<figure id="${block.id}">
<figcaption><strong>${escape(words.figure)} ${block.number}. ${escape(block.title)}</strong></figcaption>
${block.wide ? `<div class="drawing wide">${block.wide}</div><div class="drawing narrow">${block.narrow ?? block.wide}</div>` : ''}
${block.table.rows.length > 0 ? writeTable(block.table, block.title, true) : ''}
${block.notes.map((note) => `<p class="small">${escape(note)}</p>`).join('')}
<p class="small">${escape(block.caption)}</p>
</figure>`;
		case 'table':
			return `<section id="${block.id}" class="table">
${writeTable(block.table, `${words.table} ${block.number}. ${block.table.title}`, false)}
${block.notes.map((note) => `<p class="small">${escape(note)}</p>`).join('')}
</section>`;
	}
}

function writeTable(table: PrintedTable, caption: string, isHidden: boolean): string {
	const row = (cells: (string | number)[]) =>
		`<tr>${cells
			.map((cell, place) =>
				place === 0
					? `<th scope="row">${escape(String(cell))}</th>`
					: `<td${table.columns[place]?.isNumber ? ' class="r"' : ''}>${escape(String(cell))}</td>`
			)
			.join('')}</tr>`;
	const head = table.columns
		.map(({ label, isNumber }) => `<th scope="col"${isNumber ? ' class="r"' : ''}>${escape(label)}</th>`)
		.join('');
	// A wide table scrolls in a region of its own, which the keyboard can reach; never the page.
	return `<div class="scroll" role="region" aria-label="${escape(caption)}" tabindex="0"><table>
<caption${isHidden ? ' class="hidden"' : ''}>${escape(caption)}</caption>
<thead><tr>${head}</tr></thead>
<tbody>${table.rows.map(row).join('')}</tbody>
${table.foot ? `<tfoot>${row(table.foot)}</tfoot>` : ''}
</table></div>`;
}

const paragraphs = (text: string): string =>
	paragraphsOf(text)
		.map((part) => `<p>${escape(part).replaceAll('\n', '<br>')}</p>`)
		.join('\n');

const escape = (text: string): string => text.replace(/[&<>"']/gu, (mark) => `&#${mark.charCodeAt(0)};`);

// The colours of the staff side (looks §2); a saved file has no other style sheet.
const styleOf = (document: ReportDocument): string => {
	const footer = inStyle([document.title, ...shortWarnings(document)].join(' · '));
	const page = inStyle(document.words.page);
	return `
:root{color-scheme:light dark;--ink:#13253c;--muted:#475a72;--line:#c9d3de;--tint:#f2f5f9;--lykt-chart-data:#1b4f86;--lykt-chart-mark:#a06c15;--ds-color-neutral-text-default:var(--ink)}
@media(prefers-color-scheme:dark){:root{--ink:#e9eff6;--muted:#abbccf;--line:#33465e;--tint:#132337;--lykt-chart-data:#86b3e6;--lykt-chart-mark:#f4b455}body{background:#0d1929}}
body{margin:0;color:var(--ink);font:1rem/1.6 system-ui,sans-serif}
main{max-width:46rem;margin:auto;padding:2rem 1rem 4rem}
h1{font-size:2rem;line-height:1.2;margin:.2em 0}h2{font-size:1.4rem;margin:2.5em 0 .5em}h3{font-size:1.1rem;margin:2em 0 .4em}
p,li{max-width:65ch}a{color:inherit}.service,.subtitle,.small{color:var(--muted)}.small{font-size:.875rem;margin:.3em 0}
.warning,.note{border-inline-start:4px solid var(--lykt-chart-mark);background:var(--tint);padding:.5rem 1rem}
blockquote{margin:1rem 0;padding-inline-start:1rem;border-inline-start:4px solid var(--line);font-style:italic}
figure{margin:2rem 0}figcaption{margin-block-end:.75rem}section.table{margin:2rem 0}
.drawing svg{display:block;width:100%;height:auto;max-width:560px}.narrow{display:none}
@media(max-width:30rem){.wide{display:none}.narrow{display:block}}
.scroll{overflow-x:auto}table{border-collapse:collapse;font-variant-numeric:tabular-nums;margin:.75rem 0}caption{text-align:start;font-weight:600;padding-block-end:.4rem}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
th,td{text-align:start;padding:.35rem 1.25rem .35rem 0;border-block-end:1px solid var(--line);font-weight:400}thead th,tfoot th,tfoot td{font-weight:600}
.r{text-align:end}td.r{white-space:nowrap}table{min-width:min(24rem,100%)}th:last-child,td:last-child{padding-inline-end:0}
@page{size:A4;margin:20mm 20mm 22mm;@bottom-left{content:"${footer}";font:8.5pt system-ui,sans-serif;color:#333}@bottom-right{content:"${page} " counter(page);font:8.5pt system-ui,sans-serif;color:#333}}
@media print{:root{color-scheme:light;--ink:#000;--muted:#333;--line:#999;--tint:#fff;--lykt-chart-data:#1b4f86}body{background:#fff;font-size:10.5pt}main{max-width:none;padding:0}p,li{max-width:none}a{text-decoration:none}h1{font-size:24pt}h2{font-size:15pt;margin-block-start:24pt}.small{font-size:8.5pt}table{font-size:9.5pt;min-width:124mm}th,td{padding-block:2.5pt}.drawing svg{max-width:124mm}.warning,.note{padding-block:0}.warning p,.note p{margin:.3em 0}header{padding-block-start:20mm}section.table table{max-width:100%}.narrow{display:none}.wide{display:block}.scroll{overflow:visible}nav{break-after:page}h2,h3,figcaption,caption{break-after:avoid}figure,section.table,tr,blockquote,.note{break-inside:avoid}tfoot{display:table-row-group}}
`.trim();
};

/** A text inside a string of the style sheet: whatever is no letter, digit or plain mark is written as its number. */
const inStyle = (text: string): string =>
	text.replace(/[^\p{L}\p{N} .,:·–-]/gu, (mark) => `\\${mark.codePointAt(0)!.toString(16)} `);
