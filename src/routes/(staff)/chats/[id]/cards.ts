import { m } from '#messages';

/** The decision cards (R121): what the law says, and who decides. Nothing happens by itself. */
export const cards = ['averting', 'child', 'reflection'] as const;
export type Card = (typeof cards)[number];

export const cardWords: Record<Card, { name: () => string; text: () => string }> = {
	averting: { name: m.chat_card_averting, text: m.chat_card_averting_text },
	child: { name: m.chat_card_child, text: m.chat_card_child_text },
	reflection: { name: m.chat_card_reflection, text: m.chat_card_reflection_text }
};

/** The risk ladder, from the lowest step. Who answers finds the step; Lykt does nothing with it. */
export const ladder: { name: () => string; text: () => string; tone?: 'warning' | 'danger' }[] = [
	{ name: m.chat_ladder_0, text: m.chat_ladder_0_text },
	{ name: m.chat_ladder_1, text: m.chat_ladder_1_text },
	{ name: m.chat_ladder_2, text: m.chat_ladder_2_text },
	{ name: m.chat_ladder_3, text: m.chat_ladder_3_text, tone: 'warning' },
	{ name: m.chat_ladder_4, text: m.chat_ladder_4_text, tone: 'danger' }
];
