import { describe, expect, it } from 'vitest';
import { testDatabase } from '../../../test/database.ts';
import {
	approveQuote,
	listApprovedQuotes,
	listQuotes,
	proposeQuote,
	rewriteQuote,
	sendBackQuote,
	withdrawQuote
} from './keep-quotes.ts';
import { findLeads } from './quote.ts';

const house = testDatabase();
const words = 'Jeg har aldri snakket med noen andre om dette.';
const input = (text = words) => ({ text, language: 'nb', year: 2026, themeCode: 'experiences' });

describe('what may lead to a person', () => {
	it('is a number, an address or a day: there is no yes to these', () => {
		expect(findLeads(words)).toEqual([]);
		expect(findLeads('Ring 900 00 012 før 24.11.2026, eller skriv til x@example.no den 2026-11-24.')).toEqual([
			'900 00 012',
			'x@example.no',
			'24.11.2026',
			'2026-11-24'
		]);
	});
});

describe('a quote', () => {
	it('is used when another person has said yes to the text as it stands (R32)', async () => {
		const [author, reader] = [await house.ctx(), await house.ctx()];
		expect(await proposeQuote(author, input())).toEqual({ ok: true });
		const [quote] = await listQuotes(reader, ['proposed']);
		expect(quote).toMatchObject({ text: words, isMine: false });
		expect(await listApprovedQuotes(reader)).toEqual([]);
		expect(await approveQuote(author, quote!.id, words)).toEqual({ ok: false, why: 'ownText' });
		expect(await approveQuote(reader, quote!.id, `${words} `)).toEqual({ ok: false, why: 'changed' });
		expect(await approveQuote(reader, quote!.id, words)).toEqual({ ok: true });
		expect(await listApprovedQuotes(reader)).toEqual([
			{ id: quote!.id, text: words, language: 'nb', year: 2026, themeCode: 'experiences' }
		]);
		expect(await listApprovedQuotes(reader, 2025)).toEqual([]);
		expect(await rewriteQuote(author, quote!.id, input('Noe annet.'))).toEqual({ ok: false, why: 'settled' });
		expect(await withdrawQuote(reader, quote!.id)).toEqual({ ok: true });
		expect(await listApprovedQuotes(reader)).toEqual([]);
	});

	it('comes back with a few words, is written anew, and then whoever wrote it anew cannot approve it', async () => {
		const [author, reader] = [await house.ctx(), await house.ctx()];
		await proposeQuote(author, input('Det var godt å bli hørt.'));
		const found = async () =>
			(await listQuotes(author, ['proposed', 'sentBack'])).find(({ text }) => text.startsWith('Det var godt'))!;
		const { id } = await found();
		expect(await sendBackQuote(reader, id, ' ')).toEqual({ ok: false, why: 'noWhy' });
		expect(await sendBackQuote(reader, id, 'Kan det sies kortere?')).toEqual({ ok: true });
		expect(await found()).toMatchObject({ state: 'sentBack', note: 'Kan det sies kortere?', isMine: true });
		expect(await approveQuote(reader, id, 'Det var godt å bli hørt.')).toEqual({ ok: false, why: 'settled' });
		expect(await rewriteQuote(reader, id, input('Det var godt.'))).toEqual({ ok: true });
		expect(await approveQuote(reader, id, 'Det var godt.')).toEqual({ ok: false, why: 'ownText' });
		expect(await approveQuote(author, id, 'Det var godt.')).toEqual({ ok: true });
	});

	it('with a number is refused; with what may be a name it is asked about', async () => {
		const ctx = await house.ctx();
		expect(await proposeQuote(ctx, input('Ring meg på 900 00 012.'), { isChecked: true })).toEqual({
			ok: false,
			why: 'leadsToPerson'
		});
		expect(await proposeQuote(ctx, input('Jeg snakket med Kari.'))).toEqual({ ok: false, why: 'mayBeName' });
		expect(await proposeQuote(ctx, input('Jeg fikk vite om PrEP.'), { isChecked: true })).toEqual({ ok: true });
		expect(await proposeQuote(ctx, { ...input(), year: 2190 })).toEqual({ ok: false, why: 'inFuture' });
		expect(await proposeQuote(await house.ctx({ roles: ['analyst'] }), input())).toEqual({
			ok: false,
			why: 'forbidden'
		});
	});

	it('leads nowhere: no foreign key, no instant, no day, an id without a time, and no id in the log', async () => {
		const keys = await house.asOwner(
			`select 1 from pg_constraint where conrelid = 'quote'::regclass and contype = 'f'`
		);
		expect(keys.rows).toEqual([]);
		const columns = await house.asOwner(
			`select data_type from information_schema.columns where table_name = 'quote' and data_type ~ 'date|time'`
		);
		expect(columns.rows).toEqual([]);
		const ids = await house.asOwner('select id from quote');
		expect(ids.rows.length).toBeGreaterThan(0);
		for (const { id } of ids.rows) expect(id[14]).toBe('4');
		const log = await house.asOwner(`select distinct object_id from audit_entry where object_type = 'quote'`);
		expect(log.rows).toEqual([{ object_id: null }]);
	});

	it('cannot be approved past the second person, whoever writes', async () => {
		const ctx = await house.ctx();
		await proposeQuote(ctx, input('En til.'));
		const update = (set: string) => house.asOwner(`update quote set ${set} where text = 'En til.'`);
		await expect(update(`state = 'approved'`)).rejects.toThrow('check');
		await expect(update(`state = 'approved', approved_by = proposed_by`)).rejects.toThrow('check');
		await expect(update(`state = 'approved', approved_by = gen_random_uuid(), year = 2020`)).rejects.toThrow(
			'as it stands'
		);
		await update(`state = 'approved', approved_by = gen_random_uuid()`);
		await expect(update(`language = 'en'`)).rejects.toThrow('does not change');
		await expect(update(`state = 'proposed', approved_by = null`)).rejects.toThrow('does not change');
	});
});
