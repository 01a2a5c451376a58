import { fillIn, saysHowToStop, type Filling } from '../text/index.ts';

/**
 * The text as it goes out: its placeholders filled in, and always with how to stop (R57; GDPR art. 21(4)). A text that
 * says it already is left alone; else the sentence is added in the text's language.
 */
export function composeMessage(body: string, language: string, filling: Filling): string {
	const text = fillIn(body, language, filling);
	return saysHowToStop(text) ? text : `${text.trimEnd()} ${howToStop[language] ?? howToStop.en}`;
}

const howToStop: Record<string, string> = {
	nb: 'Svar STOPP for ingen flere meldinger.',
	nn: 'Svar STOPP for ingen fleire meldingar.',
	en: 'Reply STOP for no more messages.'
};
