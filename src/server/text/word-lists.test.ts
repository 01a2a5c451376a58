import { describe, expect, test } from 'vitest';
import * as v from 'valibot';
import { testDatabase } from '../../../test/database.ts';
import { addWord, getMessageWords, getWordList, lintMessage, removeWord, restoreWordList } from './index.ts';
import { wordChangeInput } from './word-lists.ts';

const house = testDatabase();
const text = 'Hei! Lanternen her. Vi har suppe og kunder. Svar STOPP.';

describe('the word lists of the installation (R56, R61, R116)', () => {
	test('an added word is found, a removed one no longer, and the list can be as it came', async () => {
		const lead = await house.ctx({ roles: ['lead'] });
		const wordsOf = async (code: string) => {
			const words = (await getMessageWords(lead)).nb;
			const found = lintMessage(text, { language: 'nb', service: 'Lanternen', words });
			return found.find((finding) => finding.code === code)?.words.map(({ word }) => word);
		};
		expect(await wordsOf('keyWords')).toEqual([]);
		await addWord(lead, { list: 'keyWords', language: 'nb', word: 'suppe' });
		expect(await wordsOf('keyWords')).toEqual(['suppe']);

		expect(await wordsOf('discretion')).toEqual(['kunder']);
		await removeWord(lead, { list: 'discretion', language: 'nb', word: 'kunder' });
		expect(await wordsOf('discretion')).toEqual([]);
		const states = async () => (await getWordList(lead, 'discretion', 'nb')).filter(({ state }) => state !== 'builtIn');
		expect(await states()).toEqual([{ word: 'kunder', state: 'removed' }]);
		await addWord(lead, { list: 'discretion', language: 'nb', word: 'kunder' });
		expect(await states()).toEqual([]);

		await addWord(lead, { list: 'inclusive', language: 'nb', word: 'her', instead: 'hos oss' });
		const words = (await getMessageWords(lead)).nb;
		const inclusive = lintMessage(text, { language: 'nb', service: 'Lanternen', words }).find(
			({ code }) => code === 'inclusive'
		);
		expect(inclusive?.words).toEqual([{ index: 15, word: 'her', instead: 'hos oss' }]);

		await restoreWordList(lead, 'keyWords', 'nb');
		expect(await wordsOf('keyWords')).toEqual([]);
	});

	test('a list may be emptied, and then it finds nothing', async () => {
		const lead = await house.ctx({ roles: ['lead'] });
		for (const { word } of await getWordList(lead, 'keyWords', 'en'))
			await removeWord(lead, { list: 'keyWords', language: 'en', word });
		const { en } = await getMessageWords(lead);
		expect(en.keyWords).toEqual([]);
		const found = lintMessage('Free condoms from Lanternen', { language: 'en', service: 'Lanternen', words: en });
		expect(found.find(({ code }) => code === 'keyWords')).toEqual({ code: 'keyWords', tone: 'advice', words: [] });
		await restoreWordList(lead, 'keyWords', 'en');
		expect((await getMessageWords(lead)).en.keyWords).toContain('condom*');
	});

	test('only a lead changes them, twice is once, and the log holds no word', async () => {
		const lead = await house.ctx({ roles: ['lead'] });
		const change = { list: 'keyWords', language: 'nn', word: 'suppe' } as const;
		expect(await addWord(await house.ctx({ roles: ['adviser'] }), change)).toEqual({ ok: false, why: 'forbidden' });
		expect(await addWord(lead, change)).toEqual({ ok: true });
		expect(await addWord(lead, change)).toEqual({ ok: false, why: 'alreadyThere' });
		expect(await removeWord(lead, { ...change, word: 'finst ikkje' })).toEqual({ ok: false, why: 'notFound' });
		const { rows } = await house.asOwner('select * from audit_entry where actor_id = $1', [lead.actor.id]);
		expect(rows.map((row) => [row.action, row.object_id, row.result])).toEqual([
			['text.addWord', 'keyWords.nn', 'done'],
			['text.addWord', 'keyWords.nn', 'alreadyThere'],
			['text.removeWord', 'keyWords.nn', 'notFound']
		]);
		expect(JSON.stringify(rows)).not.toContain('suppe');
	});

	test('a word that would catch everything is refused', () => {
		const at = (word: string, list = 'keyWords') =>
			v.safeParse(wordChangeInput, { list, language: 'nb', word }).issues?.[0]?.message;
		expect(at('Suppe')).toBeUndefined();
		expect(at('sup*')).toBeUndefined();
		expect(at('*')).toBe('wordMissing');
		expect(at('ab*')).toBe('wordTooWide');
		expect(at('suppe', 'inclusive')).toBe('insteadMissing');
	});
});
