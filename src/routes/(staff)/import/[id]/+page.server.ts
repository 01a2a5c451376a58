import { fail, redirect } from '@sveltejs/kit';
import { listThemes } from '#contact';
import {
	canUndo,
	checkFile,
	discardIntake,
	getIntake,
	intakeFields,
	mapColumns,
	mapWords,
	startImport,
	undoImport
} from '#intake';
import { LyktError } from '#shared/errors.ts';
import { isId } from '#shared/ids.ts';
import { fieldsOf } from '../../../form.ts';
import { themeNames } from '../../contacts/words.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, depends }) => {
	depends('lykt:import');
	if (!isId(params.id)) throw new LyktError('notFound');
	const { intake, sample } = await getIntake(locals.ctx, params.id);
	const check = intake.state === 'draft' ? await checkFile(locals.ctx, intake) : undefined;
	return {
		id: intake.id,
		fileName: intake.fileName,
		state: intake.state,
		lineCount: intake.lineCount,
		linesDone: intake.linesDone,
		contactCount: intake.contactCount,
		firstDay: intake.firstDay,
		lastDay: intake.lastDay,
		undoneAt: intake.undoneAt,
		fault: intake.fault,
		header: intake.header,
		columns: intake.columns,
		sample,
		check,
		fields: [...intakeFields],
		themeNames: themeNames(await listThemes(locals.ctx)),
		mayUndo: canUndo(intake, locals.ctx.now)
	};
};

export const actions: Actions = {
	columns: async ({ request, locals, params }) => {
		const data = await request.formData();
		const columns: string[] = [];
		for (const [name, value] of data) {
			const place = /^column-(\d{1,3})$/u.exec(name)?.[1];
			if (place !== undefined && typeof value === 'string') columns[Number(place)] = value;
		}
		const mapped = await mapColumns(
			locals.ctx,
			params.id,
			Array.from(columns, (field) => field ?? '')
		);
		if (!mapped.ok) return fail(400, { refused: mapped.why, columns });
		redirect(303, `/import/${params.id}`);
	},
	words: async ({ request, locals, params }) => {
		const data = await request.formData();
		const words = data.getAll('word').filter((value) => typeof value === 'string');
		const said = words.flatMap((value, place) => {
			const [field = '', ...word] = value.split(' ');
			const code = data.has(`code-${place}`) ? fieldsOf(data)(`code-${place}`) : 'unsaid';
			return code === 'unsaid' ? [] : [{ field, word: word.join(' '), code }];
		});
		const mapped = await mapWords(locals.ctx, params.id, said);
		if (!mapped.ok) return fail(400, { refused: mapped.why });
		redirect(303, `/import/${params.id}`);
	},
	start: async ({ locals, params }) => {
		const started = await startImport(locals.ctx, params.id);
		if (!started.ok) return fail(409, { refused: started.why });
		redirect(303, `/import/${params.id}`);
	},
	discard: async ({ locals, params }) => {
		const discarded = await discardIntake(locals.ctx, params.id);
		if (!discarded.ok) return fail(409, { refused: discarded.why });
		redirect(303, '/import');
	},
	undo: async ({ locals, params }) => {
		const undone = await undoImport(locals.ctx, params.id);
		if (!undone.ok) return fail(409, { refused: undone.why });
		redirect(303, `/import/${params.id}`);
	}
};
