import type { Mark, MaterialCode } from '#publication';
import { m } from '#messages';

/** What a figure or table is called in a list to choose from. */
export const materialWords: Record<MaterialCode, () => string> = {
	gender: m.publication_figure_gender,
	'target-group': m.publication_figure_target_group,
	arenas: m.publication_figure_arenas,
	'own-chat': m.publication_figure_own_chat,
	notices: m.publication_figure_notices,
	themes: m.publication_figure_themes,
	obstacles: m.publication_figure_obstacles,
	initiative: m.publication_figure_initiative,
	outcomes: m.publication_figure_outcomes,
	languages: m.publication_figure_languages,
	weekdays: m.publication_figure_weekdays,
	hours: m.publication_figure_hours,
	'per-presence': m.publication_figure_per_presence,
	'ad-counts': m.publication_figure_ad_counts,
	offers: m.publication_figure_offers,
	users: m.publication_figure_users,
	nationalities: m.publication_figure_nationalities,
	problems: m.publication_figure_problems,
	meetings: m.publication_figure_meetings,
	goals: m.publication_figure_goals
};

export const viewWords = { internal: m.publication_view_internal, public: m.publication_view_public };
export const faultWords: Record<string, () => string> = {
	empty: m.publication_fault_empty,
	tooLong: m.publication_fault_too_long,
	badYear: m.publication_fault_year,
	unknown: m.publication_fault_unknown
};

/** Why a number of the text is marked, in a sentence. */
export function sayMark({ reason, expected, against, name, unit }: Mark): string {
	const wanted = `${expected ?? ''}${unit === 'percent' ? ' %' : ''}`;
	const beside = against ?? 0;
	switch (reason) {
		case 'otherRounding':
			return m.publication_check_rounds({ expected: wanted });
		case 'isOther':
			return name
				? m.publication_check_is_other_name({ expected: wanted, name })
				: m.publication_check_is_other({ expected: wanted });
		case 'countsUnknown':
			return m.publication_check_counts_unknown({ against: beside, expected: wanted });
		case 'sharesSumTo':
			return m.publication_check_sums({ against: beside });
		case 'besideIsInside':
			return m.publication_check_beside({ against: beside });
		case 'isNoMajority':
			return m.publication_check_no_majority({ expected: expected ?? 0 });
		case 'isKnown':
		case 'isWorkedOut':
		case 'noFigure':
			return m.publication_check_unknown();
	}
}
