import { expect, it } from 'vitest';
import { testDatabase } from '../../../../../test/database.ts';
import { addTheme, listThemes, mergeTheme, registerContacts } from '#contact';
import { GET } from './+server.ts';

const house = testDatabase();

it('whoever registers contacts from elsewhere learns the codes of themes, also of those that lead to others by now', async () => {
	const ctx = await house.ctx({ roles: ['lead'] });
	expect(await addTheme(ctx, { labelNb: 'Bolig', labelEn: 'Housing' }, null)).toMatchObject({ ok: true });
	expect(await mergeTheme(ctx, 'praise', 'criticism')).toMatchObject({ ok: true });
	expect(await mergeTheme(ctx, 'criticism', 'aboutService')).toMatchObject({ ok: true });
	const { themes } = await (await GET({ locals: { ctx } } as never)).json();
	const of = (wanted: string) => themes.find(({ code }: { code: string }) => code === wanted);
	expect(of('bolig')).toEqual({
		...{ code: 'bolig', parentCode: null, isOffered: true, countsAs: 'bolig' },
		labels: { nb: 'Bolig', en: 'Housing' }
	});
	expect(of('saferSex')).toMatchObject({ parentCode: 'health', labels: { nb: null, en: null } });
	expect(of('praise')).toMatchObject({ isOffered: false, countsAs: 'aboutService' });
	expect(themes.map(({ code }: { code: string }) => code)).toEqual((await listThemes(ctx)).map(({ code }) => code));
	// Every code that is told may be sent.
	const sent = themes.map(({ code }: { code: string }) => ({ themes: [code] }));
	expect(await registerContacts(ctx, sent)).toMatchObject({ ok: true });
});
