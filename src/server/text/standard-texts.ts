/**
 * The few texts that the system sends by itself, as the answer to a word somebody wrote (domain.md 4.5):
 * - `stop`: the one confirmation after STOPP.
 * - `stopWithPartners`: the same where services coordinate; it explains STOPP ALLE.
 * - `stopAll`: the confirmation after STOPP ALLE.
 * - `help`: the answer to HJELP.
 */
export type StandardText = 'stop' | 'stopWithPartners' | 'stopAll' | 'help';

/** Longer names could push a text into a second segment. */
export const maxServiceName = 25;

/**
 * @returns the text with the service's name in it; bokmål when the language has no reviewed text. Every text fits one
 * segment in the cheap alphabet with a name of up to 25 such characters, and gives nothing away on a lock screen.
 */
export function standardText(kind: StandardText, language: string, { service }: { service: string }): string {
	const byLanguage: Record<string, string> = texts[kind];
	const text = (Object.hasOwn(byLanguage, language) && byLanguage[language]) || texts[kind].nb;
	return text.replaceAll('{service}', () => service);
}

/** The languages with reviewed standard texts. */
export const standardTextLanguages = ['nb', 'nn', 'en'] as const;

const texts: Record<StandardText, Record<(typeof standardTextLanguages)[number], string>> = {
	stop: {
		nb: 'Greit. {service} skriver ikke til deg igjen. Ombestemmer du deg, kan du alltid skrive til oss.',
		nn: 'Greitt. {service} skriv ikkje til deg igjen. Ombestemmer du deg, kan du alltid skrive til oss.',
		en: 'OK. {service} will not write to you again. If you change your mind, you can always write to us.'
	},
	stopWithPartners: {
		nb: 'Greit. {service} skriver ikke til deg igjen. Svar STOPP ALLE, så skriver heller ikke tjenestene vi samarbeider med.',
		nn: 'Greitt. {service} skriv ikkje til deg igjen. Svar STOPP ALLE, så skriv heller ikkje tenestene vi samarbeider med.',
		en: 'OK. {service} will not write to you again. Reply STOP ALL and the services we work with will not either.'
	},
	stopAll: {
		nb: 'Greit. Verken {service} eller tjenestene vi samarbeider med, skriver til deg igjen.',
		nn: 'Greitt. Verken {service} eller tenestene vi samarbeider med, skriv til deg igjen.',
		en: 'OK. Neither {service} nor the services we work with will write to you again.'
	},
	help: {
		nb: 'Dette er {service}. Skriv, så svarer vi når vi er på vakt. Haster det, ring 113 eller 112. Svar STOPP for ingen flere meldinger.',
		nn: 'Dette er {service}. Skriv, så svarar vi når vi er på vakt. Hastar det, ring 113 eller 112. Svar STOPP for ingen fleire meldingar.',
		en: 'This is {service}. Write to us and we answer when we are on duty. If it is urgent, call 113 or 112. Reply STOP for no more messages.'
	}
};
