import { expect, test } from 'vitest';
import { answerLanguage } from './answer-language.ts';
import { classifyReply } from './classify-reply.ts';

test.each([
	['STOPP', undefined, 'nb'],
	['STOPP', 'nn', 'nn'],
	['STOP', 'en', 'en'],
	['STOP', 'nn', 'nn'],
	['Leave me alone', 'nb', 'en'],
	['ikkje kontakt meg', 'nb', 'nn'],
	['slutt', 'en', 'nb'],
	['OPRIȚI', 'ro', 'en'],
	['STOP', 'ro', 'en'],
	['Afmeld', undefined, 'nb'],
	['หยุด', 'nb', 'en']
])('%s, after we wrote in %s, is confirmed in %s', (text, writtenTo, language) => {
	expect(answerLanguage(classifyReply(text).languages ?? [], writtenTo)).toBe(language);
});

test('an answer to something else is in the language that we wrote in', () => {
	expect(answerLanguage([], 'nn')).toBe('nn');
	expect(answerLanguage([], undefined)).toBe('nb');
	expect(answerLanguage([], 'th')).toBe('en');
});
