import { listProgrammes } from '#goal';
import { may } from '#staff';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
	const programmes = (await listProgrammes(locals.ctx)).map(
		({ id, name, state, startsOn, lastDay, goals, ...rest }) => ({
			...{ id, name, state, startsOn, lastDay, isPreProject: rest.isPreProject },
			goals: goals.length
		})
	);
	return { programmes, mayWrite: may(locals.ctx.actor, 'programme.write') };
};
