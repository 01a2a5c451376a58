import { fail, redirect } from '@sveltejs/kit';
import { bringFile, listIntakes, mostLines } from '#intake';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
	const imports = (await listIntakes(locals.ctx)).map((intake) => ({
		id: intake.id,
		fileName: intake.fileName,
		state: intake.state,
		createdAt: intake.createdAt,
		lineCount: intake.lineCount,
		contactCount: intake.contactCount,
		firstDay: intake.firstDay,
		lastDay: intake.lastDay
	}));
	return { imports, mostLines };
};

export const actions: Actions = {
	default: async ({ request, locals }) => {
		const file = (await request.formData()).get('file');
		if (!(file instanceof File) || file.size === 0) return fail(400, { refused: 'nothing' });
		const brought = await bringFile(locals.ctx, new Uint8Array(await file.arrayBuffer()), file.name);
		if (!brought.ok) return fail(400, { refused: brought.why });
		redirect(303, `/import/${brought.id}`);
	}
};
