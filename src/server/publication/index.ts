/** The year report: its sections, its text held against the figures, frozen copies, and the files it is written to. */
export { checkArithmetic, type Comparison, type Facts, type Mark, type Part, type Whole } from './check-arithmetic.ts';
export { drawPng, fixColours } from './draw-for-file.ts';
export { paragraphsOf, type Block, type PrintedTable, type ReportDocument } from './document.ts';
export { codesOf, freezePublication, shownIn } from './freeze-publication.ts';
export { getFrozen, getPublication, listPublications, type ListedPublication } from './list-publications.ts';
export {
	definitions,
	isMaterialCode,
	materialCodes,
	publicationInput,
	titleInput,
	sectionInput,
	tableCodes,
	type FrozenPublication,
	type Material,
	type MaterialCode,
	type NewSection,
	type Publication,
	type Section
} from './publication.ts';
export { readMaterial } from './read-material.ts';
export { writeDocx } from './write-docx.ts';
export { writeHtml, writeHtmlBody, writeHtmlParts } from './write-html.ts';
export { writePdf } from './write-pdf.ts';
export {
	addSection,
	createPublication,
	moveSection,
	removePublication,
	removeSection,
	renamePublication,
	saveSection
} from './write-publication.ts';
export { writeCsvFiles, writeXlsx } from './write-sheets.ts';
export { writeZip } from './write-zip.ts';
