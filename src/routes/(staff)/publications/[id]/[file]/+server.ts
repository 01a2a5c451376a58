import { writeCsvFiles, writeDocx, writeHtml, writePdf, writeXlsx, writeZip, type ReportDocument } from '#publication';
import { LyktError } from '#shared/errors.ts';
import { documentOf, versionIn } from '../../report-of.ts';
import type { RequestHandler } from './$types';

const office = 'application/vnd.openxmlformats-officedocument';
const outputs: Record<string, { type: string; write(document: ReportDocument): Promise<Buffer | string> }> = {
	'report.html': { type: 'text/html; charset=utf-8', write: (document) => Promise.resolve(writeHtml(document)) },
	'report.pdf': { type: 'application/pdf', write: writePdf },
	'report.docx': { type: `${office}.wordprocessingml.document`, write: writeDocx },
	'report.xlsx': { type: `${office}.spreadsheetml.sheet`, write: writeXlsx },
	'tables.zip': { type: 'application/zip', write: (document) => Promise.resolve(writeZip(writeCsvFiles(document))) }
};

/** A report as a file: the draft as it is now, or a frozen copy with `?version=`. */
export const GET: RequestHandler = async ({ locals, params, url }) => {
	const output = outputs[params.file];
	if (!output) throw new LyktError('notFound');
	const version = versionIn(url);
	const document = await documentOf(locals.ctx, params.id, version);
	const body = await output.write(document);
	const [name, ending] = params.file.split('.');
	const saved = `${name}-${version === undefined ? 'draft' : version}.${ending}`;
	return new Response(typeof body === 'string' ? body : new Uint8Array(body), {
		headers: {
			'content-type': output.type,
			'content-disposition': `attachment; filename="${saved}"`,
			'cache-control': 'no-store'
		}
	});
};
