import { followMerges, isOffered, listThemes } from '#contact';
import type { RequestHandler } from './$types';
import { answer } from '../../answers.ts';

/** R28: the codes that `themes` of a contact may hold, in the order of the form, and what they are called here. */
export const GET: RequestHandler = async ({ locals }) => {
	const themes = await listThemes(locals.ctx);
	return answer({
		themes: themes.map((theme) => ({
			code: theme.code,
			parentCode: theme.parentCode,
			labels: { nb: theme.labelNb, en: theme.labelEn },
			// One that is not offered any more may still be sent: it counts where it leads.
			isOffered: isOffered(theme, themes),
			countsAs: followMerges(theme.code, themes)
		}))
	});
};
