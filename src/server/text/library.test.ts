import * as v from 'valibot';
import { beforeAll, describe, expect, test } from 'vitest';
import { testDatabase } from '../../../test/database.ts';
import type { Ctx } from '#db';
import type { StaffActor } from '#shared/actor.ts';
import {
	createTemplate,
	editTemplate,
	getTemplate,
	listStandardAnswers,
	listUsableMessages,
	restoreTemplate,
	retireTemplate,
	reviewTemplateText,
	situations,
	templateInput,
	type TemplateInput
} from './index.ts';

type Person = Ctx & { actor: StaffActor };
const house = testDatabase();
let kari: Person;
let ola: Person;
const nb = 'Hei. Svar STOPP.';
const ro = 'Bună. Scrie STOP.';

beforeAll(async () => {
	kari = await house.ctx({ name: 'kari' });
	ola = await house.ctx({ name: 'ola', roles: ['lead'] });
});

describe('a text of the library (R75)', () => {
	test('cannot be used before somebody other than its writer has read it, language by language', async () => {
		const id = await aTemplate({ nb, ro });
		expect(await usable(id)).toEqual([]);
		expect(await reviewTemplateText(kari, id, { language: 'ro', body: ro })).toEqual({ ok: false, why: 'ownText' });
		expect(await reviewTemplateText(ola, id, { language: 'ro', body: 'Altceva' })).toEqual({
			ok: false,
			why: 'changed'
		});
		expect(await reviewTemplateText(ola, id, { language: 'ro', body: ro })).toMatchObject({ ok: true });
		expect(await usable(id)).toEqual([['ro', ro]]);
		const { texts } = (await getTemplate(kari, id)).versions[0]!;
		expect(texts.find(({ language }) => language === 'ro')).toMatchObject({
			writtenByName: 'kari',
			reviewedByName: 'ola',
			reviewedAt: expect.any(Date) as Date
		});
	});

	test('is changed in place while nobody has read it, and in a new version afterwards', async () => {
		const id = await aTemplate({ nb, ro });
		expect(await edit(kari, id, { nb: 'Hei igjen. Svar STOPP.' })).toEqual({ ok: true, isNewVersion: false });
		expect((await getTemplate(kari, id)).versions.map(({ number, texts }) => [number, texts.length])).toEqual([[1, 1]]);
		await edit(kari, id, { nb, ro });
		await reviewTemplateText(ola, id, { language: 'nb', body: nb });
		await reviewTemplateText(ola, id, { language: 'ro', body: ro });
		expect(await edit(ola, id, { nb, ro })).toEqual({ ok: true, isNewVersion: false });
		expect(await edit(ola, id, { nb: 'Nytt. Svar STOPP.', ro })).toEqual({ ok: true, isNewVersion: true });
		const { versions } = await getTemplate(kari, id);
		expect(versions.map(({ number }) => number)).toEqual([2, 1]);
		expect(versions[1]!.texts.find(({ language }) => language === 'nb')?.body).toBe(nb);
		const [newest] = versions;
		expect(newest!.texts.map(({ language, reviewedByName }) => [language, reviewedByName])).toEqual([
			['nb', null],
			['ro', 'ola']
		]);
	});

	test('stays in use until what shall take its place has been read; a language that is taken out is not used', async () => {
		const id = await aTemplate({ nb, ro });
		await reviewTemplateText(ola, id, { language: 'nb', body: nb });
		await reviewTemplateText(ola, id, { language: 'ro', body: ro });
		await edit(ola, id, { nb: 'Nytt. Svar STOPP.' });
		expect(await usable(id)).toEqual([['nb', nb]]);
		expect(await reviewTemplateText(ola, id, { language: 'nb', body: 'Nytt. Svar STOPP.' })).toEqual({
			ok: false,
			why: 'ownText'
		});
		await reviewTemplateText(kari, id, { language: 'nb', body: 'Nytt. Svar STOPP.' });
		expect(await usable(id)).toEqual([['nb', 'Nytt. Svar STOPP.']]);
	});

	test('can be taken out of use and in again', async () => {
		const id = await aTemplate({ nb });
		await reviewTemplateText(ola, id, { language: 'nb', body: nb });
		await retireTemplate(kari, id);
		expect(await usable(id)).toEqual([]);
		await restoreTemplate(kari, id);
		expect(await usable(id)).toEqual([['nb', nb]]);
	});

	test('is for those who write', async () => {
		const peer = await house.ctx({ roles: ['peer'] });
		expect(await createTemplate(peer, anInput({ nb }))).toEqual({ ok: false, why: 'forbidden' });
		await expect(listUsableMessages(peer)).rejects.toThrow('forbidden');
		expect(await edit(kari, '0198c9a5-0000-7000-8000-000000000000', { nb })).toEqual({ ok: false, why: 'notFound' });
	});
});

describe('with the application’s own log-in, and wrong code, the database refuses', () => {
	test('another text behind a review, a review by the writer, one that is born, and a deleted one', async () => {
		const id = await aTemplate({ nb, ro });
		await reviewTemplateText(ola, id, { language: 'nb', body: nb });
		const versionId = (await getTemplate(kari, id)).versions[0]!.id;
		const change = (language: string, set: object) =>
			house.db
				.updateTable('textBody')
				.set(set)
				.where('versionId', '=', versionId)
				.where('language', '=', language)
				.execute();
		await expect(change('nb', { body: 'x' })).rejects.toThrow(/reviewed does not change/);
		await expect(change('nb', { reviewedBy: null, reviewedAt: null })).rejects.toThrow(/reviewed does not change/);
		await expect(change('ro', { reviewedBy: kari.actor.id, reviewedAt: kari.now })).rejects.toThrow(/check constraint/);
		await expect(change('ro', { body: 'x', reviewedBy: ola.actor.id, reviewedAt: ola.now })).rejects.toThrow(
			/as it stands/
		);
		await expect(house.db.deleteFrom('textBody').where('versionId', '=', versionId).execute()).rejects.toThrow(
			/reviewed does not change/
		);
		const born = {
			versionId,
			language: 'pl',
			body: 'x',
			writtenAt: kari.now,
			reviewedBy: ola.actor.id,
			reviewedAt: ola.now
		};
		await expect(house.db.insertInto('textBody').values(born).execute()).rejects.toThrow(/takes its review/);
	});
});

describe('standard answers (R68)', () => {
	test('come with Lykt in Bokmål, Nynorsk and English for every situation but the last, for an SMS and for a chat', async () => {
		for (const language of ['nb', 'nn', 'en'])
			for (const channel of ['sms', 'chat'] as const) {
				const answers = await listStandardAnswers(kari, { language, channel });
				const purposes = answers.map(({ purpose }) => purpose).filter((purpose) => purpose !== 'other');
				expect(purposes.toSorted()).toEqual(situations.slice(0, -1).toSorted());
			}
		expect(await listStandardAnswers(kari, { situation: 'tellOthers', language: 'en', channel: 'sms' })).toMatchObject([
			{ kind: 'answer', name: '', reviewedByName: null, reviewedAt: new Date('2026-11-22T11:00:00Z') }
		]);
		expect(await listStandardAnswers(kari, { language: 'ro' })).toEqual([]);
	});

	test('speak in a chat of no number, no SMS and no STOP, and in an SMS of no code and no page', async () => {
		for (const language of ['nb', 'nn', 'en']) {
			const texts = async (channel: 'sms' | 'chat') =>
				(await listStandardAnswers(kari, { language, channel })).map(({ body }) => body).join('\n');
			const [sms, chat] = [await texts('sms'), await texts('chat')];
			const [ofPhones, ofPages] = [/nummer|number|sms|stop/i, /\b(koden|kode|code|sida|page)\b/i];
			expect([ofPhones.test(sms), ofPages.test(chat)]).toEqual([true, true]);
			expect([ofPhones.test(chat), ofPages.test(sms)]).toEqual([false, false]);
		}
	});

	test('are for an SMS, for a chat or for both, as whoever keeps them says', async () => {
		const made = await createTemplate(
			kari,
			v.parse(templateInput, {
				kind: 'answer',
				purpose: 'other',
				name: 'Taushet',
				channel: 'chat',
				bodies: { nb: 'Vi tier.' }
			})
		);
		if (!made.ok) throw new Error(made.why);
		await reviewTemplateText(ola, made.id, { language: 'nb', body: 'Vi tier.' });
		const isIn = async (channel: 'sms' | 'chat') =>
			(await listStandardAnswers(kari, { language: 'nb', channel })).some(({ templateId }) => templateId === made.id);
		expect([await isIn('chat'), await isIn('sms')]).toEqual([true, false]);
		expect(await editTemplate(kari, made.id, { name: 'Taushet', channel: 'both', bodies: { nb: 'Vi tier.' } })).toEqual(
			{ ok: true, isNewVersion: false }
		);
		expect([await isIn('chat'), await isIn('sms')]).toEqual([true, true]);
		const message = v.parse(templateInput, {
			...{ kind: 'message', purpose: 'health', name: 'x', channel: 'chat' },
			bodies: { nb: 'Hei' }
		});
		const other = await createTemplate(kari, message);
		expect((await getTemplate(kari, other.ok ? other.id : '')).channel).toBe('both'); // a message is an SMS
	});

	test('can be changed like any text: what came with Lykt stays until the new one is read', async () => {
		const [before] = await listStandardAnswers(kari, { situation: 'thanks', language: 'nb' });
		const { versions } = await getTemplate(kari, before!.templateId);
		const bodies = Object.fromEntries(versions[0]!.texts.map(({ language, body }) => [language, body]));
		await editTemplate(kari, before!.templateId, { name: '', bodies: { ...bodies, nb: 'Bare hyggelig.' } });
		expect(await listStandardAnswers(kari, { situation: 'thanks', language: 'nb' })).toEqual([before]);
		await reviewTemplateText(ola, before!.templateId, { language: 'nb', body: 'Bare hyggelig.' });
		expect(await listStandardAnswers(kari, { situation: 'thanks', language: 'nb' })).toMatchObject([
			{ body: 'Bare hyggelig.', reviewedByName: 'ola' }
		]);
		expect(await listStandardAnswers(kari, { situation: 'thanks', language: 'en' })).toMatchObject([
			{ reviewedByName: null }
		]);
	});
});

const anInput = (bodies: Record<string, string>) =>
	({ kind: 'message', purpose: 'services', name: 'Hei', bodies }) as TemplateInput;

async function aTemplate(bodies: Record<string, string>): Promise<string> {
	const made = await createTemplate(kari, anInput(bodies));
	if (!made.ok) throw new Error(made.why);
	return made.id;
}

const edit = (who: Person, id: string, bodies: Record<string, string>) =>
	editTemplate(who, id, { name: 'Hei', bodies });

const usable = async (id: string) =>
	(await listUsableMessages(kari))
		.filter(({ templateId }) => templateId === id)
		.map(({ language, body }) => [language, body]);
