import fc from 'fast-check';
import { expect, test } from 'vitest';
import { classifyReply } from './classify-reply.ts';
import { stopWords } from './stop-words.ts';

const meaning = (text: string) => classifyReply(text).meaning;

const everyWord = stopWords.flatMap(({ language, hard, whole = [], phrases = [] }) =>
	[...hard, ...whole, ...phrases].map((word) => [language, word] as const)
);

test.each(everyWord)('%s: %s stops, in capitals, with punctuation, emoji and invisible characters too', (_, word) => {
	for (const text of [word, word.toUpperCase(), `${word}!!`, `«${word}.»`, `${word} 🙏`, `\u200b${word}\ufeff\n`])
		expect(classifyReply(text), text).toEqual({ meaning: 'stop', all: false });
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
	expect(classifyReply(text)).toEqual({ meaning: 'stop', all: false });
});

test.each(['STOPP ALLE', 'stopp alle!', 'Stop all', 'STOP ALL please'])(
	'%j also stops the services we work with',
	(text) => {
		expect(classifyReply(text)).toEqual({ meaning: 'stop', all: true });
	}
);

test('to stop all messages is to stop ours', () => {
	expect(classifyReply('stop all messages')).toEqual({ meaning: 'stop', all: false });
	expect(classifyReply('STOPALL')).toEqual({ meaning: 'stop', all: false });
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
	expect(classifyReply(text)).toEqual({ meaning: 'other', all: false });
});

test('a kind no is not an opt-out, and suggests "not now" (R68)', () => {
	const kind = classifyReply('Tusen takk, men jeg har det fint, jeg trenger dere ikke');
	expect(kind).toEqual({ meaning: 'other', all: false, suggestion: 'notNow' });
	expect(classifyReply("Thanks, I'm fine").suggestion).toBe('notNow');
	expect(classifyReply('Feil nummer').suggestion).toBe('notTargetGroup');
	expect(classifyReply('Takk 😊').suggestion).toBe('thanks');
});

test('the Norwegian and English words have been read by native speakers; the others say that they have not', () => {
	expect(stopWords.filter(({ isReviewed }) => isReviewed).map(({ language }) => language)).toEqual(['nb', 'nn', 'en']);
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
});

test('any text has a meaning, never a crash', () => {
	fc.assert(
		fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
			expect(['stop', 'nearStop', 'help', 'other']).toContain(meaning(text));
		})
	);
});
