import { fail, redirect } from '@sveltejs/kit';
import { getCampaign, listLines, readAudience, readPasted, setAudience } from '#campaign';
import { config } from '#config';
import { LyktError } from '#shared/errors.ts';
import { isId } from '#shared/ids.ts';
import { readSheet } from '#shared/sheet.ts';
import { fieldsOf } from '../../../../form.ts';
import type { Actions, PageServerLoad } from './$types.js';

const perPage = 50;

export const load: PageServerLoad = async ({ locals, params, url }) => {
	if (!isId(params.id)) throw new LyktError('notFound');
	const verdict = url.searchParams.get('verdict') ?? undefined;
	const page = Math.max(1, Math.trunc(Number(url.searchParams.get('page')) || 1));
	const [{ campaign, verdicts, freeDays, eraseAt }, lines] = await Promise.all([
		getCampaign(locals.ctx, params.id),
		listLines(locals.ctx, params.id, { verdict, offset: (page - 1) * perPage, limit: perPage })
	]);
	const waiting = Object.values(verdicts.wait).reduce((sum, count) => sum + count, 0);
	const shown =
		verdict === undefined
			? verdicts.go + waiting
			: verdict === 'go'
				? verdicts.go
				: (verdicts.wait[verdict as 'claimed'] ?? 0);
	return {
		id: campaign.id,
		name: campaign.name,
		state: campaign.state,
		hasAudience: campaign.uploadedAt !== null && campaign.erasedAt === null,
		checkedAt: campaign.checkedAt,
		lineCount: campaign.lineCount,
		duplicateCount: campaign.duplicateCount,
		rejectedCounts: campaign.rejectedCounts,
		verdicts: { go: verdicts.go, wait: verdicts.wait },
		freeDays,
		eraseAt,
		limit: config().audienceLimit,
		verdict,
		page,
		pages: Math.max(1, Math.ceil(shown / perPage)),
		shown,
		lines
	};
};

export const actions: Actions = {
	default: async ({ request, locals, params }) => {
		const data = await request.formData();
		const pasted = fieldsOf(data)('pasted');
		const rows = await readRows(data, pasted);
		if (!rows.ok) return fail(400, { pasted, sheet: rows.why });
		const read = readAudience(rows.rows, { limit: config().audienceLimit });
		if (!read.ok) return fail(400, { pasted, audience: read.why, lines: read.why === 'tooManyLines' ? read.lines : 0 });
		const result = await setAudience(locals.ctx, params.id, read.audience, { add: data.get('add') === 'on' });
		if (!result.ok) return fail(409, { pasted, refused: result.why });
		if (result.rejected.length === 0) redirect(303, `/campaigns/${params.id}/audience`);
		// Refused lines are never stored: this answer is the one time they are shown.
		return { rejected: result.rejected.slice(0, 500), rejectedTotal: result.rejected.length };
	}
};

/** A file, if one was chosen; else what was pasted. */
async function readRows(data: FormData, pasted: string) {
	const file = data.get('file');
	if (file instanceof File && file.size > 0) return readSheet(new Uint8Array(await file.arrayBuffer()), file.name);
	return pasted.trim()
		? { ok: true as const, rows: readPasted(pasted) }
		: { ok: false as const, why: 'empty' as const };
}
