import { sql } from 'kysely';
import type { Ctx } from '#db';
import type { AnswerChannel, Kind, Template, TemplateText, TemplateVersion, UsableText } from './library.ts';

interface VersionJson extends Omit<TemplateVersion, 'createdAt' | 'texts'> {
	createdAt: string;
	texts: (Omit<TemplateText, 'writtenAt' | 'reviewedAt'> & { writtenAt: string; reviewedAt: string | null })[] | null;
}

/** Templates with all their versions, or one of them. */
export async function selectTemplates(ctx: Ctx, only: { id?: string; kind?: Kind }): Promise<Template[]> {
	const { rows } = await sql<Omit<Template, 'versions'> & { versions: VersionJson[] }>`
		select t.id, t.kind, t.purpose, t.name, t.channel, t.created_at, t.retired_at, jsonb_agg(jsonb_build_object(
			'id', v.id, 'number', v.number, 'createdAt', v.created_at, 'createdByName', maker.name, 'texts', (
				select jsonb_agg(jsonb_build_object('language', b.language, 'body', b.body, 'writtenBy', b.written_by,
					'writtenByName', writer.name, 'writtenAt', b.written_at, 'reviewedBy', b.reviewed_by,
					'reviewedByName', reviewer.name, 'reviewedAt', b.reviewed_at) order by b.language)
				from text_body b left join staff_user writer on writer.id = b.written_by
					left join staff_user reviewer on reviewer.id = b.reviewed_by
				where b.version_id = v.id)) order by v.number desc) as versions
		from text_template t join text_version v on v.template_id = t.id left join staff_user maker on maker.id = v.created_by
		where (${only.id ?? null}::uuid is null or t.id = ${only.id ?? null}::uuid)
			and (${only.kind ?? null}::text is null or t.kind = ${only.kind ?? null}::text)
		group by t.id order by t.retired_at is not null, t.purpose, t.name collate "nb-x-icu", t.created_at`.execute(ctx.db);
	return rows.map((row) => ({ ...row, versions: row.versions.map(toVersion) }));
}

const toVersion = (version: VersionJson): TemplateVersion => ({
	...version,
	createdAt: new Date(version.createdAt),
	texts: (version.texts ?? []).map((text) => ({
		...text,
		writtenAt: new Date(text.writtenAt),
		reviewedAt: text.reviewedAt === null ? null : new Date(text.reviewedAt)
	}))
});

/** Takes the template for this transaction, so that two people do not make the same version. */
export async function lockTemplate(ctx: Ctx, id: string): Promise<Template | undefined> {
	await ctx.db.selectFrom('textTemplate').select('id').where('id', '=', id).forUpdate().execute();
	return (await selectTemplates(ctx, { id }))[0];
}

/**
 * What may be used: of each template that is not retired, and each language its newest version has, the newest text that
 * was reviewed. So what stands is used until what shall take its place has been read.
 */
export async function selectUsable(
	ctx: Ctx,
	only: { templateId?: string; kind?: Kind; purpose?: string; language?: string; channel?: 'sms' | 'chat' }
): Promise<UsableText[]> {
	const { templateId = null, kind = null, purpose = null, language = null, channel = null } = only;
	const { rows } = await sql<UsableText>`
		select distinct on (t.kind, t.purpose, t.name, t.id, b.language) t.id as template_id, v.id as version_id, t.kind, t.purpose,
			t.name, b.language, b.body, b.written_by, b.reviewed_by, reviewer.name as reviewed_by_name, b.reviewed_at
		from text_template t join text_version v on v.template_id = t.id join text_body b on b.version_id = v.id
			left join staff_user reviewer on reviewer.id = b.reviewed_by
		where t.retired_at is null and b.reviewed_at is not null
			and exists (select 1 from text_body now_there where now_there.language = b.language and now_there.version_id =
				(select id from text_version newest where newest.template_id = t.id order by number desc limit 1))
			and (${templateId}::uuid is null or t.id = ${templateId}::uuid) and (${kind}::text is null or t.kind = ${kind}::text)
			and (${purpose}::text is null or t.purpose = ${purpose}::text)
			and (${language}::text is null or b.language = ${language}::text)
			and (${channel}::text is null or t.channel in ('both', ${channel}::text))
		order by t.kind, t.purpose, t.name, t.id, b.language, v.number desc`.execute(ctx.db);
	return rows;
}

export async function insertTemplate(
	ctx: Ctx,
	row: { id: string; kind: Kind; purpose: string; name: string; channel: AnswerChannel; by: string | null }
): Promise<void> {
	const { by, ...template } = row;
	await ctx.db
		.insertInto('textTemplate')
		.values({ ...template, createdBy: by, createdAt: ctx.now })
		.execute();
}

export async function updateTemplate(
	ctx: Ctx,
	id: string,
	set: Partial<{ name: string; channel: AnswerChannel; retiredAt: Date | null }>
): Promise<void> {
	await ctx.db.updateTable('textTemplate').set(set).where('id', '=', id).execute();
}

export async function insertVersion(
	ctx: Ctx,
	row: { id: string; templateId: string; number: number; by: string | null }
): Promise<void> {
	const { by, ...version } = row;
	await ctx.db
		.insertInto('textVersion')
		.values({ ...version, createdBy: by, createdAt: ctx.now })
		.execute();
}

/** New texts by this person, read by nobody; in a version that is no longer frozen the old words give way. */
export async function writeBodies(
	ctx: Ctx,
	versionId: string,
	bodies: Readonly<Record<string, string>>,
	by: string | null
): Promise<void> {
	const rows = Object.entries(bodies).map(([language, body]) => ({
		...{ versionId, language, body },
		writtenBy: by,
		writtenAt: ctx.now
	}));
	if (!rows.length) return;
	await ctx.db
		.insertInto('textBody')
		.values(rows)
		.onConflict((conflict) =>
			conflict.columns(['versionId', 'language']).doUpdateSet((e) => ({
				body: e.ref('excluded.body'),
				writtenBy: e.ref('excluded.writtenBy'),
				writtenAt: e.ref('excluded.writtenAt')
			}))
		)
		.execute();
}

/** Texts that go on into the next version as they are, with whoever wrote and read them. */
export async function carryBodies(ctx: Ctx, versionId: string, texts: TemplateText[]): Promise<void> {
	if (!texts.length) return;
	await ctx.db
		.insertInto('textBody')
		.values(
			texts.map(({ language, body, writtenBy, writtenAt, reviewedBy, reviewedAt }) => ({
				...{ versionId, language, body, writtenBy, writtenAt, reviewedBy, reviewedAt }
			}))
		)
		.execute();
}

export async function deleteBodies(ctx: Ctx, versionId: string, languages: string[]): Promise<void> {
	if (!languages.length) return;
	await ctx.db.deleteFrom('textBody').where('versionId', '=', versionId).where('language', 'in', languages).execute();
}

/** @returns false when the text has changed or been read meanwhile. */
export async function setBodyReviewed(
	ctx: Ctx,
	versionId: string,
	{ language, body }: { language: string; body: string },
	by: string
): Promise<boolean> {
	const row = await ctx.db
		.updateTable('textBody')
		.set({ reviewedBy: by, reviewedAt: ctx.now })
		.where('versionId', '=', versionId)
		.where('language', '=', language)
		.where('body', '=', body)
		.where('reviewedAt', 'is', null)
		.returning('language')
		.executeTakeFirst();
	return row !== undefined;
}
