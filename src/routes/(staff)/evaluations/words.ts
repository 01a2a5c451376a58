import { m } from '#messages';

const questions: Record<string, () => string> = {
	helped: m.visitor_q_helped,
	safe: m.visitor_q_safe,
	found: m.visitor_q_found,
	sells: m.visitor_q_sells,
	gender: m.visitor_q_gender,
	age: m.visitor_q_age
};
const answers: Record<string, () => string> = {
	yes: m.visitor_a_yes,
	partly: m.visitor_a_partly,
	no: m.visitor_a_no,
	search: m.visitor_a_search,
	ad: m.visitor_a_ad,
	friend: m.visitor_a_friend,
	otherService: m.visitor_a_other_service,
	site: m.visitor_a_site,
	other: m.visitor_a_other,
	ratherNot: m.visitor_a_rather_not,
	woman: m.visitor_a_woman,
	man: m.visitor_a_man,
	trans: m.visitor_a_trans
};

export const sayQuestion = (code: string): string => questions[code]?.() ?? code;
/** Marks from 1 to 5 and spans of years are their own words. */
export const sayAnswer = (code: string): string => answers[code]?.() ?? code.replace('-', '–');
