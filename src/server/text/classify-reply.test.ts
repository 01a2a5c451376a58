import fc from 'fast-check';
import { expect, test } from 'vitest';
import { classifyReply, makeLexicon } from './classify-reply.ts';
import { stopWords } from './stop-words.ts';

const meaning = (text: string) => classifyReply(text).meaning;

const everyWord = stopWords.flatMap(({ language, hard, whole = [], phrases = [] }) =>
	[...hard, ...whole, ...phrases].map((word) => [language, word] as const)
);

test.each(everyWord)('%s: %s stops, in capitals, with punctuation, emoji and invisible characters too', (_, word) => {
	for (const text of [word, word.toUpperCase(), `${word}!!`, `«${word}.»`, `${word} 🙏`, `\u200b${word}\ufeff\n`])
		expect(classifyReply(text), text).toMatchObject({ meaning: 'stop', all: false });
});

test.each([
	'STOPP!!',
	'stopp 🙏',
	'Stopp takk',
	'stopp å sende meg sms',
	'hei, kan du stoppe? STOPP',
	'please stop',
	'Please cancel',
	'UNSUBSCRİBE',
	'S T O P',
	'S.T.O.P.P',
	'stoooopp',
	'ＳＴＯＰ',
	'STOPP?',
	'Nei takk, ikke mer',
	'Hei. Ikke kontakt meg flere ganger, jeg har sagt det før og mener det',
	'Kan dere la meg være i fred?',
	'LEAVE ME ALONE!!!',
	'please do not contact me ever again thank you very much',
	"Don't contact me",
	'Remove me please',
	'vă rog, nu mai scrieți la numărul acesta',
	'OPRIŢI',
	'больше не пишите мне пожалуйста никогда',
	'Por favor, no me escribas más a este número',
	'إلغاء',
	'تَوَقَّف',
	'หยุดครับ'.replace('ครับ', ' ครับ'),
	'Dừng lại'
])('%j stops at once', (text) => {
	expect(classifyReply(text)).toMatchObject({ meaning: 'stop', all: false });
});

test.each(['STOPP ALLE', 'stopp alle!', 'Stop all', 'STOP ALL please'])(
	'%j also stops the services we work with',
	(text) => {
		expect(classifyReply(text)).toMatchObject({ meaning: 'stop', all: true });
	}
);

test('to stop all messages is to stop ours', () => {
	expect(classifyReply('stop all messages')).toMatchObject({ meaning: 'stop', all: false });
	expect(classifyReply('STOPALL')).toMatchObject({ meaning: 'stop', all: false });
});

test.each([
	'Jeg synes egentlig dere burde stopp med dette snart',
	'where is the bus stop?',
	'når er det slutt?',
	'Can I cancel my appointment',
	'at the end of the week',
	'the message says reply STOPP but I wonder who you are',
	'วันหยุดเปิดไหม',
	'ja stopp litt da, hvem er dette egentlig'
])('%j waits for a person, and nothing is sent meanwhile', (text) => {
	expect(classifyReply(text)).toEqual({ meaning: 'nearStop', all: false });
});

test.each(['HJELP', 'hjelp!', 'Help', 'info', 'INFO?', 'help please'])('%j gets the answer of who we are', (text) => {
	expect(meaning(text)).toBe('help');
});

test.each([
	'bussen stopper ved dere?',
	'nei',
	'Nei!',
	'nei takk',
	'hjelp meg, jeg er redd',
	'kan du hjelpe meg med info om lege',
	'Når stenger dere i dag',
	'nonstop jobbing her',
	'Jeg har sluttet',
	'endelig noen som svarer',
	'weekend?',
	'ring meg heller',
	'ja',
	'👍',
	'😊😊',
	'',
	' \u200b ',
	'???'
])('%j is for the inbox', (text) => {
	expect(classifyReply(text)).toMatchObject({ meaning: 'other', all: false });
});

test('a kind no is not an opt-out, and suggests "not now" (R68)', () => {
	const kind = classifyReply('Tusen takk, men jeg har det fint, jeg trenger dere ikke');
	expect(kind).toEqual({ meaning: 'other', all: false, suggestion: 'notNow' });
	expect(classifyReply("Thanks, I'm fine").suggestion).toBe('notNow');
	expect(classifyReply('Feil nummer').suggestion).toBe('notTargetGroup');
	expect(classifyReply('Takk 😊').suggestion).toBe('thanks');
});

test.each([
	['😊😊', 'smiley'],
	['👍', 'smiley'],
	[':-)', 'smiley'],
	['Hva koster det?', 'question'],
	['Kan jeg få time på torsdag?', 'wantsAppointment'],
	['Takk, men er dette gratis?', 'question'],
	['Ikke nå', 'notNow'],
	['nei', undefined],
	['???', undefined],
	['', undefined]
])('%j suggests to count the answer as %s (R62)', (text, suggestion) => {
	expect(classifyReply(text).suggestion).toBe(suggestion);
});

test('the Norwegian and English words have been read by native speakers; the others say that they have not', () => {
	expect(stopWords.filter(({ isReviewed }) => isReviewed).map(({ language }) => language)).toEqual(['nb', 'nn', 'en']);
});

// domain.md 4.5, as it stands there.
const table: Record<string, string[]> = {
	nb: [
		...['STOPP', 'STOP', 'STANS', 'SLUTT', 'AVSLUTT', 'AVMELD', 'MELD AV', 'RESERVER', 'NEI TAKK IKKE MER'],
		...['ikke kontakt meg', 'ikke skriv mer', 'slett nummeret mitt', 'la meg være i fred']
	],
	nn: ['ikkje kontakt meg'],
	en: [
		...['STOP', 'STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT', 'REMOVE'],
		...['leave me alone', 'do not contact', 'delete my number']
	],
	sv: ['STOPP', 'AVSLUTA'],
	da: ['STOP', 'AFMELD'],
	ro: ['STOP', 'OPRIȚI', 'OPRITI', 'DEZABONARE', 'nu mai scrie', 'nu mai scrieți'],
	bg: ['СТОП', 'СПРИ', 'СПРЕТЕ', 'ОТКАЗ'],
	ru: ['СТОП', 'ОТПИСАТЬСЯ', 'не пишите'],
	uk: ['СТОП', 'ВІДПИСАТИСЯ', 'не пишіть'],
	es: ['STOP', 'ALTO', 'BAJA', 'PARAR', 'no me escriba', 'no me escribas'],
	pt: ['STOP', 'PARE', 'PARAR', 'SAIR', 'CANCELAR', 'não me escreva'],
	pl: ['STOP', 'WYPISZ', 'nie pisz'],
	lt: ['STOP', 'NUSTOK'],
	lv: ['STOP'],
	et: ['STOPP', 'LÕPETA'],
	hu: ['STOP', 'LEIRATKOZOM', 'ne írj'],
	it: ['STOP', 'BASTA', 'CANCELLA'],
	fr: ['STOP', 'ARRET', 'ARRÊT'],
	th: ['หยุด', 'ยกเลิก'],
	vi: ['DỪNG', 'HỦY', 'STOP'],
	ar: ['توقف', 'الغاء'],
	so: ['JOOJI']
};

test.each(Object.entries(table))(
	'every word of the table in %s stops, and is known as that language’s',
	(language, words) => {
		for (const word of words) {
			const read = classifyReply(word);
			expect(read, word).toMatchObject({ meaning: 'stop', all: false });
			expect(read.languages, word).toContain(language);
		}
	}
);

/** What people and phones put around a word: marks, smileys, blanks, characters that cannot be seen. */
const noise = fc.array(
	fc.constantFrom(
		'!',
		'.',
		'…',
		'«',
		'»',
		'"',
		'-',
		'_',
		'*',
		'🙏',
		'😡',
		'👍🏽',
		' ',
		'\n',
		'\t',
		'\u00a0',
		'\u200b',
		'\u200d',
		'\ufeff',
		'\u00ad',
		'\ufe0f'
	),
	{ maxLength: 6 }
);
const anyCase = (word: string) =>
	fc
		.array(fc.boolean(), { minLength: word.length, maxLength: word.length })
		.map((upper) => [...word].map((letter, at) => (upper[at] ? letter.toUpperCase() : letter.toLowerCase())).join(''));

test('whatever stands around a stop word, and however it is written, it acts', () => {
	const written = fc.constantFrom(...everyWord.map(([, word]) => word)).chain(anyCase);
	fc.assert(
		fc.property(noise, written, noise, (before, word, after) => {
			expect(meaning(before.join('') + word + after.join(''))).toBe('stop');
		}),
		{ numRuns: 1000 }
	);
});

test('a long text with a stop word in it goes to a person', () => {
	const filler = fc.constantFrom(
		'hvor',
		'bussen',
		'kommer',
		'snart',
		'synes',
		'dagen',
		'ellers',
		'fint',
		'været',
		'kanskje'
	);
	fc.assert(
		fc.property(
			fc.array(filler, { minLength: 3, maxLength: 20 }),
			fc.constantFrom('stopp', 'STOP', 'slutt', 'cancel', 'стоп', 'opriți', 'jooji'),
			fc.array(filler, { minLength: 3, maxLength: 20 }),
			(before, stop, after) => {
				expect(meaning([...before, stop, ...after].join(' '))).toBe('nearStop');
			}
		)
	);
});

test('a word that a service adds acts like the others, and only then', () => {
	const added = makeLexicon([
		...stopWords,
		{ language: 'ti', isReviewed: false, hard: ['ደው'], whole: ['genug'], phrases: ['bitte nicht mehr'] }
	]);
	for (const text of [
		'ደው!',
		'ደው በጃኻ',
		'Genug.',
		'Hallo, bitte nicht mehr schreiben, ich will das alles wirklich nicht'
	]) {
		expect(classifyReply(text).meaning, text).toBe('other');
		expect(classifyReply(text, added), text).toMatchObject({ meaning: 'stop' });
	}
	expect(classifyReply('das ist jetzt aber wirklich genug', added).meaning).toBe('nearStop');
	expect(classifyReply('STOPP', added).meaning).toBe('stop');
});

test('a stop word stops at either end of a short message, whatever stands beside it', () => {
	const word = fc.stringMatching(/^[a-zæøå]{1,8}$/);
	fc.assert(
		fc.property(fc.array(word, { maxLength: 4 }), fc.constantFrom('stopp', 'STOP', 'Stans', 'СТОП'), (words, stop) => {
			expect(meaning([stop, ...words].join(' '))).toBe('stop');
			expect(meaning([...words, stop].join(' '))).toBe('stop');
		})
	);
});

test('a hostile text is read in a moment', () => {
	expect(meaning(`stop ${'?'.repeat(300_000)}a`)).toBe('stop');
	expect(meaning('s'.repeat(300_000))).toBe('other');
	expect(meaning('\ud83d stopp \udc00')).toBe('stop'); // half an emoji on either side
});

test('any text has a meaning, never a crash', () => {
	fc.assert(
		fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
			expect(['stop', 'nearStop', 'help', 'other']).toContain(meaning(text));
		})
	);
});
