import type { AnswerChannel, Kind, Purpose, Situation, Topic, WordListName } from '#text';
import { m } from '#messages';

export const purposeText: Record<Purpose, () => string> = {
	services: m.text_purpose_services,
	health: m.text_purpose_health,
	event: m.text_purpose_event,
	safety: m.text_purpose_safety,
	other: m.text_purpose_other
};

export const situationText: Record<Situation, () => string> = {
	notNow: m.text_situation_not_now,
	thanks: m.text_situation_thanks,
	question: m.text_situation_question,
	notTargetGroup: m.text_situation_not_target_group,
	wantsAppointment: m.text_situation_wants_appointment,
	tellOthers: m.text_situation_tell_others,
	other: m.text_situation_other
};

/** Where an answer is offered. */
export const channelText: Record<AnswerChannel, () => string> = {
	both: m.text_channel_both,
	sms: m.text_channel_sms,
	chat: m.text_channel_chat
};

export const topicText: Record<Topic, () => string> = {
	boundaries: m.text_topic_boundaries,
	safety: m.text_topic_safety,
	listening: m.text_topic_listening,
	health: m.text_topic_health,
	rights: m.text_topic_rights,
	other: m.text_topic_other
};

/** What each kind of text is told apart by. */
export const purposesOf: Record<Kind, Readonly<Record<string, () => string>>> = {
	message: purposeText,
	answer: situationText,
	method: topicText
};
export const purposeOrSituation = (kind: Kind, purpose: string): string =>
	(purposesOf[kind][purpose] ?? m.text_topic_other)();

/** The list that a text stands in. */
export const listOf = (kind: Kind): string => (kind === 'message' ? '/texts' : `/texts?kind=${kind}`);
export const newText: Record<Kind, () => string> = {
	message: m.text_new_message,
	answer: m.text_new_answer,
	method: m.text_new_method
};
export const kindText: Record<Kind, () => string> = {
	message: m.text_messages,
	answer: m.text_answers,
	method: m.text_methods
};

/** What a text is called: an answer without a name of its own is called after its situation. */
export const titleOf = ({ kind, name, purpose }: { kind: Kind; name: string; purpose: string }): string =>
	name || purposeOrSituation(kind, purpose);

export const listText: Record<WordListName, () => string> = {
	keyWords: m.text_words_key_words,
	discretion: m.text_words_discretion,
	inclusive: m.text_words_inclusive
};

/** Why something was refused, and that nothing has changed. */
export const refusalText: Record<string, () => string> = {
	ownText: m.text_refused_own_text,
	changed: m.text_refused_changed,
	notRead: m.text_refused_not_read,
	forbidden: m.text_refused_forbidden,
	notFound: m.text_refused_not_found
};
