import type { Ctx } from '../src/server/db/index.ts';
import { newId } from '../src/server/shared/ids.ts';
import { createKey, seal, tagNumbers } from '../src/server/vault/index.ts';

export const campaignText = 'Hei. Vi har et gratis tilbud til deg i kveld. Svar STOPP.';

/**
 * A running campaign with these numbers ready to be written to, put there past the guards of the drafting: for what is
 * about the sending alone. @param asOwner must take several statements in one query.
 */
export async function insertRunningCampaign(
	ctx: Ctx,
	asOwner: (query: string, values?: unknown[]) => Promise<unknown>,
	numbers: string[]
): Promise<string> {
	const [author, approver, id] = [newId(), newId(), newId()];
	const key = `audience:${id}`;
	await createKey(key);
	const sealed = await seal(key, numbers);
	const tagged = await tagNumbers(ctx, numbers, 'send');
	if (!tagged.ok) throw new Error(tagged.why);
	await asOwner(
		`insert into staff_user (id, name, email) values ($1::uuid, 'a', $1::uuid::text), ($2::uuid, 'b', $2::uuid::text)`,
		[author, approver]
	);
	await asOwner(
		`insert into campaign (id, name, goal, ends_on, sender, created_by, created_at, uploaded_at, audience_key)
		values ($1, 'vinter', 'mål', '2099-01-01', 'Lykt', $2, now(), now(), $3)`,
		[id, author, key]
	);
	await asOwner(`insert into campaign_text (campaign_id, language, body) values ($1, 'nb', $2)`, [id, campaignText]);
	await asOwner(
		`insert into campaign_recipient (id, campaign_id, line, hold_tag, log_tag, sealed_number, verdict)
		select id, $1, line, hold, log, sealed, 'go'
		from unnest($2::uuid[], $3::bytea[], $4::bytea[], $5::bytea[]) with ordinality t (id, hold, log, sealed, line)`,
		[id, numbers.map(newId), tagged.tags.map((t) => t.hold), tagged.tags.map((t) => t.log), sealed]
	);
	await asOwner(
		`begin; set local session_replication_role = replica;
		update campaign set state = 'running', approved_by = '${approver}', approved_at = now(), started_at = now() where id = '${id}';
		commit`
	);
	await asOwner('analyze campaign_recipient');
	return id;
}
