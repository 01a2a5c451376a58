import { listFaults } from '#intake';
import { LyktError } from '#shared/errors.ts';
import { isId } from '#shared/ids.ts';
import { m } from '#messages';
import { faultWords } from '../../words.ts';
import type { RequestHandler } from './$types';

/** Every line that cannot be read, as a sheet to correct the file by. Semicolons and a byte-order mark, for Norwegian Excel. */
export const GET: RequestHandler = async ({ locals, params }) => {
	if (!isId(params.id)) throw new LyktError('notFound');
	const heading = [m.intake_line(), m.intake_column(), m.intake_stands(), m.intake_why()];
	const faults = await listFaults(locals.ctx, params.id);
	const lines = faults.map(({ line, column, value, why }) => [String(line), column, value, faultWords[why]()]);
	const text = [heading, ...lines].map((cells) => cells.map(cellText).join(';')).join('\r\n');
	return new Response(`\uFEFF${text}\r\n`, {
		headers: {
			'content-type': 'text/csv; charset=utf-8',
			'content-disposition': `attachment; filename="import-${params.id.slice(-8)}.csv"`
		}
	});
};

/** What somebody's file says must not become a formula in somebody else's sheet. */
function cellText(text: string): string {
	const safe = /^[=+\-@\t\r]/u.test(text) ? `'${text}` : text;
	return /[";\r\n]/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
