/**
 * The words that end contact, as data (domain.md 4.5). Add a language by adding a row.
 * - `hard`: stops when it is the whole message, or its first or last word in a message of up to five words.
 * - `whole`: an everyday word too ("end", "cancel"), so it stops only as the whole message; elsewhere a person reads it.
 * - `phrases`: stop wherever they stand.
 * Only nb, nn and en have been read by native speakers.
 */
export interface StopWords {
	language: string;
	isReviewed: boolean;
	hard: readonly string[];
	whole?: readonly string[];
	phrases?: readonly string[];
}

export const stopWords: readonly StopWords[] = [
	{
		language: 'nb',
		isReviewed: true,
		hard: ['stopp', 'stop', 'stans', 'slutt', 'avslutt', 'avmeld'],
		whole: ['reserver', 'reservasjon'],
		phrases: [
			'meld av',
			'meld meg av',
			'reserver meg',
			'nei takk ikke mer',
			'ikke kontakt meg',
			'ikke skriv mer',
			'ikke skriv til meg',
			'slutt å skrive',
			'ikke send mer',
			'ikke send flere',
			'ikke flere meldinger',
			'slett nummeret mitt',
			'fjern nummeret mitt',
			'la meg være i fred',
			'la meg vaere i fred'
		]
	},
	{
		language: 'nn',
		isReviewed: true,
		hard: ['stopp', 'stans', 'slutt', 'avslutt', 'avmeld'],
		phrases: [
			'meld meg av',
			'nei takk ikkje meir',
			'ikkje kontakt meg',
			'ikkje skriv meir',
			'ikkje skriv til meg',
			'slutt å skrive',
			'ikkje send meir',
			'ikkje fleire meldingar',
			'slett nummeret mitt',
			'lat meg vere i fred',
			'la meg vere i fred'
		]
	},
	{
		language: 'en',
		isReviewed: true,
		hard: ['stop', 'stopall', 'unsubscribe'],
		whole: ['cancel', 'end', 'quit', 'remove'],
		phrases: [
			'leave me alone',
			'do not contact',
			'dont contact',
			'don t contact',
			'delete my number',
			'remove my number',
			'remove me',
			'stop messaging',
			'stop texting',
			'no more messages'
		]
	},
	{ language: 'sv', isReviewed: false, hard: ['stopp', 'avsluta'], whole: ['stoppa'], phrases: ['kontakta mig inte'] },
	{ language: 'da', isReviewed: false, hard: ['stop', 'afmeld'], phrases: ['kontakt mig ikke'] },
	{
		language: 'ro',
		isReviewed: false,
		hard: ['stop', 'opriți', 'opriti', 'dezabonare'],
		phrases: ['nu mai scrie', 'nu mai scrieți', 'nu mai scrieti']
	},
	{ language: 'bg', isReviewed: false, hard: ['стоп', 'спри', 'спрете'], whole: ['отказ'] },
	{ language: 'ru', isReviewed: false, hard: ['стоп', 'отписаться'], phrases: ['не пишите'] },
	{ language: 'uk', isReviewed: false, hard: ['стоп', 'відписатися'], phrases: ['не пишіть'] },
	{
		language: 'es',
		isReviewed: false,
		hard: ['stop'],
		whole: ['alto', 'baja', 'parar'],
		phrases: ['no me escriba', 'no me escribas']
	},
	{
		language: 'pt',
		isReviewed: false,
		hard: ['stop'],
		whole: ['pare', 'parar', 'sair', 'cancelar'],
		phrases: ['não me escreva', 'nao me escreva']
	},
	{ language: 'pl', isReviewed: false, hard: ['stop', 'wypisz'], phrases: ['nie pisz'] },
	{ language: 'lt', isReviewed: false, hard: ['stop', 'nustok'] },
	{ language: 'lv', isReviewed: false, hard: ['stop'] },
	{ language: 'et', isReviewed: false, hard: ['stopp', 'lõpeta', 'lopeta'] },
	{ language: 'hu', isReviewed: false, hard: ['stop', 'leiratkozom'], phrases: ['ne írj', 'ne irj'] },
	{ language: 'it', isReviewed: false, hard: ['stop'], whole: ['basta', 'cancella'] },
	{ language: 'fr', isReviewed: false, hard: ['stop', 'arrêt', 'arret'] },
	{ language: 'th', isReviewed: false, hard: [], whole: ['หยุด', 'ยกเลิก'] },
	{ language: 'vi', isReviewed: false, hard: ['stop', 'dừng', 'hủy'] },
	{ language: 'ar', isReviewed: false, hard: ['توقف', 'الغاء'] },
	{ language: 'so', isReviewed: false, hard: ['jooji'] }
];

/** STOPP ALLE also stops the services that coordinate with us (domain.md 2.6); only as the whole message. */
export const stopAllPhrases: readonly string[] = ['stopp alle', 'stopp alla', 'stopp all', 'stop alle', 'stop all'];

/** Answered with who we are; only as the whole message, for "hjelp meg" is a person asking for help. */
export const helpWords: readonly string[] = ['hjelp', 'help', 'info'];

/** Politeness that does not change what a word means. */
export const courtesyWords: readonly string[] = [
	...['takk', 'vennligst', 'please', 'pls', 'plz', 'thanks', 'thank', 'you', 'tack', 'tak', 'merci', 'gracias'],
	...['obrigado', 'obrigada', 'multumesc', 'mulțumesc', 'пожалуйста', 'спасибо', 'ครับ', 'ค่ะ', 'คะ', 'นะ', 'ขอบคุณ']
];

/** Answers that are kind and mean "not now" (R68, R62); they suggest a disposition and never stop anything. */
export const notNowPhrases: readonly string[] = [
	...['trenger dere ikke', 'trenger ikke dere', 'trenger det ikke', 'trenger ikke', 'treng dykk ikkje', 'treng ikkje'],
	...[
		'har det fint',
		'har det bra',
		'klarer meg',
		'klarar meg',
		'ikke nå',
		'ikkje no',
		'kanskje senere',
		'kanskje seinare'
	],
	...['do not need', 'dont need', 'don t need', 'no need', 'i am fine', 'im fine', 'i m fine', 'not now', 'maybe later']
];
export const notTargetGroupPhrases: readonly string[] = [
	...['feil nummer', 'feil person', 'selger ikke', 'ikke min annonse', 'wrong number', 'wrong person', 'not my ad']
];
export const thanksWords: readonly string[] = ['takk', 'tusen takk', 'thanks', 'thank you', 'tack', 'tak'];

/** Asking for an appointment; it suggests how the answer may be counted (R62). */
export const appointmentPhrases: readonly string[] = [
	...[
		'bestille time',
		'få time',
		'ha time',
		'en time hos',
		'timeavtale',
		'avtale time',
		'sette opp time',
		'bestilla time'
	],
	...['appointment', 'book a time', 'make a booking']
];
