/** The year report: its text held against the figures, and the files it is written to. */
export { checkArithmetic, type Facts, type Mark } from './check-arithmetic.ts';
export { type ReportDocument } from './document.ts';
export { writeDocx } from './write-docx.ts';
export { writeHtml } from './write-html.ts';
export { writePdf } from './write-pdf.ts';
export { writeCsvFiles, writeXlsx } from './write-sheets.ts';
