import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { testDatabase } from '../../../../test/database.ts';
import type { Ctx } from '../../db/index.ts';
import { activateVersion, withdrawPictogram } from './activate-pictogram.ts';
import { changePictogram, createPictogram } from './compose-pictogram.ts';
import { getPictogram, listActivePictograms, listPictograms } from './list-pictograms.ts';
import { compareRecognition, fileNameOf, pictogramInput, recognitionOf, type PictogramInput } from './pictogram.ts';
import { discardRound, recordRound } from './record-round.ts';

const house = testDatabase();

const aPicture = (second = 'lykt-gavel', name = 'Tjenestene'): PictogramInput => ({
	name,
	language: 'nb',
	alt: 'Lege, advokat, noen å snakke med og informasjon',
	tiles: [
		{ drawing: 'doctor', caption: 'Lege' },
		{ drawing: second, caption: 'Advokat' },
		{ drawing: 'communication', caption: 'Noen å snakke med' },
		{ drawing: 'info', caption: '' }
	]
});
const aRound = (asked: number, second: number) => ({
	askedOn: '2026-01-05',
	asked,
	recognised: [asked, second, asked, asked - 1]
});
const allowed = <T extends object>(outcome: ({ ok: true } & T) | { ok: false; why: string }): T => {
	if (!outcome.ok) throw new Error(outcome.why);
	return outcome;
};
const versionsOf = async (ctx: Ctx, id: string) => (await getPictogram(ctx, id)).versions;

describe('a picture', () => {
	it('is made of one to four drawings and needs words for those who do not see it', () => {
		expect(v.safeParse(pictogramInput, aPicture()).success).toBe(true);
		const issueOf = (change: object) => v.safeParse(pictogramInput, { ...aPicture(), ...change }).issues?.[0].message;
		expect(issueOf({ alt: ' ' })).toBe('empty');
		expect(issueOf({ tiles: [] })).toBe('empty');
		expect(issueOf({ tiles: [...aPicture().tiles, { drawing: 'book', caption: '' }] })).toBe('tooMany');
		expect(issueOf({ language: 'xx' })).toBe('unknownLanguage');
	});

	it('is refused when a drawing does not exist', async () => {
		const ctx = await house.ctx();
		expect(await createPictogram(ctx, aPicture('no-such-drawing'))).toEqual({ ok: false, why: 'unknownDrawing' });
		expect(await createPictogram(ctx, aPicture())).toMatchObject({ ok: true });
	});

	it('gets a file name that can be written everywhere', () => {
		expect(fileNameOf('Våre tjenester på gata', 2)).toBe('vare-tjenester-pa-gata-v2.png');
		expect(fileNameOf('../../«»', 1)).toBe('piktogram-v1.png');
	});
});

describe('versions', () => {
	it('a change makes the next version, and the old one stays as it was', async () => {
		const ctx = await house.ctx();
		const { id } = allowed(await createPictogram(ctx, aPicture('lykt-paragraph')));
		expect(await changePictogram(ctx, id, aPicture('lykt-gavel'))).toMatchObject({ ok: true, isNew: true });
		const versions = await versionsOf(ctx, id);
		expect(versions.map(({ version }) => [version.number, version.tiles[1]!.drawing])).toEqual([
			[2, 'lykt-gavel'],
			[1, 'lykt-paragraph']
		]);
	});

	it('saving the same again makes none; a new name changes the name only', async () => {
		const ctx = await house.ctx();
		const { id, versionId } = allowed(await createPictogram(ctx, aPicture()));
		expect(await changePictogram(ctx, id, aPicture('lykt-gavel', 'Nytt navn'))).toEqual({
			ok: true,
			versionId,
			isNew: false
		});
		expect((await getPictogram(ctx, id)).pictogram.name).toBe('Nytt navn');
	});

	it('cannot be changed or thrown away by the application', async () => {
		const ctx = await house.ctx();
		const { id } = allowed(await createPictogram(ctx, aPicture()));
		await expect(ctx.db.updateTable('textPictogramVersion').set({ alt: 'x' }).execute()).rejects.toThrow('permission');
		await expect(ctx.db.deleteFrom('textPictogramVersion').execute()).rejects.toThrow('permission');
		expect(await versionsOf(ctx, id)).toHaveLength(1);
	});
});

describe('a round', () => {
	it('counts how many knew each drawing, and no persons', async () => {
		const ctx = await house.ctx({ roles: ['peer'] });
		const { id, versionId } = allowed(await createPictogram(await house.ctx(), aPicture()));
		expect(await recordRound(ctx, versionId, aRound(8, 7))).toMatchObject({ ok: true });
		expect(await recordRound(ctx, versionId, aRound(12, 9))).toMatchObject({ ok: true });
		const [version] = await versionsOf(ctx, id);
		expect(version!.recognition[1]).toMatchObject({ asked: 20, recognised: 16 });
		const { rows } = await house.asOwner(
			`select column_name from information_schema.columns where table_name = 'text_pictogram_round' order by 1`
		);
		expect(rows.map((row) => row.column_name)).toEqual([
			'asked',
			'asked_on',
			'id',
			'recognised',
			'recorded_at',
			'version_id'
		]);
	});

	it('asks at least five, today or earlier, about every drawing', async () => {
		const ctx = await house.ctx();
		const { versionId } = allowed(await createPictogram(ctx, aPicture()));
		const why = async (round: Parameters<typeof recordRound>[2]) => recordRound(ctx, versionId, round);
		expect(await why(aRound(4, 4))).toEqual({ ok: false, why: 'tooFew' });
		expect(await why({ ...aRound(5, 5), askedOn: '2999-01-01' })).toEqual({ ok: false, why: 'inFuture' });
		expect(await why(aRound(5, 6))).toEqual({ ok: false, why: 'moreThanAsked' });
		expect(await why({ ...aRound(5, 5), recognised: [5, 5] })).toEqual({ ok: false, why: 'notEveryTile' });
		expect(await why(aRound(5, 5))).toMatchObject({ ok: true });
	});

	it('is refused by the database too when it counts too few or too much', async () => {
		const ctx = await house.ctx();
		const { versionId } = allowed(await createPictogram(ctx, aPicture()));
		const insert = (asked: number, recognised: number[]) =>
			ctx.db
				.insertInto('textPictogramRound')
				.values({ id: crypto.randomUUID(), versionId, askedOn: '2026-01-05', asked, recognised, recordedAt: ctx.now })
				.execute();
		await insert(5, [5, 5, 5, 0]);
		await expect(insert(4, [4, 4, 4, 4])).rejects.toThrow('asked_check');
		await expect(insert(5, [5, 5, 5, 6])).rejects.toThrow('check');
		await expect(insert(5, [5, 5, 5])).rejects.toThrow('every drawing');
	});
});

describe('taking a version into use', () => {
	it('needs a round of at least five (R55), whoever asks', async () => {
		const ctx = await house.ctx();
		const { id, versionId } = allowed(await createPictogram(ctx, aPicture()));
		expect(await activateVersion(ctx, versionId)).toEqual({ ok: false, why: 'notTested' });
		await expect(
			ctx.db.updateTable('textPictogram').set({ activeVersionId: versionId }).where('id', '=', id).execute()
		).rejects.toThrow('nobody was asked');
		allowed(await recordRound(ctx, versionId, aRound(5, 5)));
		expect(await activateVersion(ctx, versionId)).toMatchObject({ ok: true });
		expect(await listActivePictograms(ctx)).toContainEqual({ versionId, name: 'Tjenestene' });
	});

	it('lets the earlier one step back, and a change does not undo it', async () => {
		const ctx = await house.ctx();
		const { id, versionId: first } = allowed(await createPictogram(ctx, aPicture('lykt-paragraph')));
		allowed(await recordRound(ctx, first, aRound(6, 1)));
		allowed(await activateVersion(ctx, first));
		const { versionId: second } = allowed(await changePictogram(ctx, id, aPicture()));
		const active = async () => (await versionsOf(ctx, id)).filter((v) => v.isActive).map((v) => v.version.id);
		expect(await active()).toEqual([first]);
		allowed(await recordRound(ctx, second, aRound(6, 6)));
		allowed(await activateVersion(ctx, second));
		expect(await active()).toEqual([second]);
		allowed(await withdrawPictogram(ctx, id));
		expect(await active()).toEqual([]);
	});

	it('keeps the only round of an active version; a wrong one besides it can be taken away', async () => {
		const ctx = await house.ctx();
		const { versionId } = allowed(await createPictogram(ctx, aPicture()));
		const right = allowed(await recordRound(ctx, versionId, aRound(8, 8)));
		const wrong = allowed(await recordRound(ctx, versionId, aRound(80, 8)));
		allowed(await activateVersion(ctx, versionId));
		expect(await discardRound(ctx, versionId, wrong.id)).toMatchObject({ ok: true });
		expect(await discardRound(ctx, versionId, right.id)).toEqual({ ok: false, why: 'onlyRound' });
		await expect(ctx.db.deleteFrom('textPictogramRound').where('id', '=', right.id).execute()).rejects.toThrow(
			'only round'
		);
	});

	it('never takes over another pictogram’s version', async () => {
		const ctx = await house.ctx();
		const one = allowed(await createPictogram(ctx, aPicture()));
		const other = allowed(await createPictogram(ctx, aPicture()));
		allowed(await recordRound(ctx, other.versionId, aRound(5, 5)));
		await expect(
			ctx.db.updateTable('textPictogram').set({ activeVersionId: other.versionId }).where('id', '=', one.id).execute()
		).rejects.toThrow('foreign key');
	});

	it('is for advisers and leads; peers may ask people, administrators see nothing', async () => {
		const ctx = await house.ctx();
		const { id, versionId } = allowed(await createPictogram(ctx, aPicture()));
		const peer = await house.ctx({ roles: ['peer'] });
		expect(await createPictogram(peer, aPicture())).toEqual({ ok: false, why: 'forbidden' });
		expect(await activateVersion(peer, versionId)).toEqual({ ok: false, why: 'forbidden' });
		expect((await getPictogram(peer, id)).pictogram.id).toBe(id);
		const administrator = await house.ctx({ roles: ['administrator'] });
		await expect(getPictogram(administrator, id)).rejects.toThrow('notFound');
		await expect(listPictograms(administrator)).rejects.toThrow('forbidden');
	});

	it('is logged by id, without the picture or its words', async () => {
		const ctx = await house.ctx();
		const { id, versionId } = allowed(await createPictogram(ctx, aPicture()));
		allowed(await recordRound(ctx, versionId, aRound(5, 5)));
		allowed(await activateVersion(ctx, versionId));
		const { rows } = await house.asOwner('select * from audit_entry where actor_id = $1 order by id', [ctx.actor.id]);
		expect(rows.map((row) => [row.action, row.object_id])).toEqual([
			['pictogram.create', id],
			['pictogram.round', versionId],
			['pictogram.activate', versionId]
		]);
		expect(JSON.stringify(rows)).not.toContain('Advokat');
	});
});

describe('§ against the gavel', () => {
	it('the sign was unknown to many and the gavel was recognised (R55)', async () => {
		const ctx = await house.ctx();
		const { id, versionId: sign } = allowed(await createPictogram(ctx, aPicture('lykt-paragraph')));
		const { versionId: gavel } = allowed(await changePictogram(ctx, id, aPicture('lykt-gavel')));
		allowed(await recordRound(ctx, sign, aRound(12, 3)));
		allowed(await recordRound(ctx, gavel, aRound(12, 11)));
		const [after, before] = await versionsOf(ctx, id);
		expect(before!.recognition[1]!.recognised).toBeLessThan(after!.recognition[1]!.recognised);
		const findings = after!.recognition.map((tile, place) => compareRecognition(before!.recognition[place]!, tile));
		expect(findings).toEqual(['noneShown', 'more', 'noneShown', 'noneShown']);
		expect(compareRecognition(after!.recognition[1]!, before!.recognition[1]!)).toBe('fewer');
	});

	it('few people do not show a difference, and nobody asked says nothing', () => {
		const of = (recognised: number, asked: number) =>
			recognitionOf(1, [{ id: 'a', versionId: 'b', askedOn: '2026-01-05', asked, recognised: [recognised] }])[0]!;
		expect(compareRecognition(of(2, 5), of(4, 5))).toBe('noneShown');
		expect(compareRecognition(recognitionOf(1, [])[0]!, of(5, 5))).toBe('notAsked');
	});
});
