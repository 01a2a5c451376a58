import { findArenas } from '../arena/index.ts';
import { appendEntry } from '../audit/index.ts';
import { inTransaction, type Ctx } from '../db/index.ts';
import { enqueue } from '../jobs/index.ts';
import { localDay } from '../shared/calendar.ts';
import { LyktError } from '../shared/errors.ts';
import { newId } from '../shared/ids.ts';
import { assertNever, no, yes, type Outcome } from '../shared/outcome.ts';
import { may } from '../staff/index.ts';
import { noteContact, optOut } from '../suppression/index.ts';
import { tagEmails, tagNicks, tagNumbers, type TagPurpose } from '../vault/index.ts';
import { endsContact } from './conversation.ts';
import { countNotice, insertLogged, sumNotices } from './logged.db.ts';
import { closesNobody, type LoggedAddress, type LogInput } from './logged.ts';

/**
 * Writes down a call, or a message on somebody else's site or by e-mail (R62, R73, R79): that it was, and how it went.
 * Nothing of what was said is kept, and of an address only its tag.
 *
 * "Does not want contact" and "not the target group" opt the address out in the same transaction (R65, R80). Somebody who
 * contacted us has answered the campaigns that wrote to them, and is not called by them. If we were the ones who called
 * or wrote, the six months count from now.
 *
 * The answer is the same whether the address was known or not, and so is the log: this is no way to look somebody up
 * (domain.md E5). Asking the keyholder is counted and never refused: what is owed to people is not stopped by a quota.
 * @returns whether an opt-out was wished for without an address to keep it for.
 */
export async function logExchange(
	ctx: Ctx,
	input: LogInput
): Promise<Outcome<{ id: string; closesNobody: boolean }, 'forbidden' | 'arenaClosed'>> {
	if (!may(ctx.actor, 'conversation.answer')) return no('forbidden');
	if (input.arenaId && !(await isOpen(ctx, input.arenaId))) return no('arenaClosed');
	const holdTag = input.address ? await tagOf(ctx, input.address, purposeOf(input)) : null;
	const id = newId();
	await inTransaction(ctx, async (ctx) => {
		const { channel, direction, arenaId, response, noticeGiven, minutes } = input;
		await insertLogged(ctx, { id, channel, direction, arenaId, response, holdTag, noticeGiven, minutes });
		if (noticeGiven !== null) await countNotice(ctx, localDay(ctx.now), noticeGiven);
		if (holdTag && direction === 'out') await noteContact(ctx, holdTag);
		if (holdTag && endsContact(response)) await optOut(ctx, [holdTag]);
		if (holdTag) await enqueue(ctx, 'campaign.noteLogged', { loggedId: id });
		await appendEntry(ctx, 'conversation.log', 'logged', id, `${channel} ${direction}`);
	});
	return yes({ id, closesNobody: closesNobody(input) });
}

/**
 * On how many conversations on somebody else's site the other was told that nobody can promise anonymity there (R18), in
 * whole months. @throws LyktError `forbidden`.
 */
export async function readNotices(
	ctx: Ctx,
	{ from, to }: { from: string; to: string }
): Promise<{ given: number; notGiven: number }> {
	if (!may(ctx.actor, 'report.read')) throw new LyktError('forbidden');
	return sumNotices(ctx, from, to);
}

const isOpen = async (ctx: Ctx, arenaId: string) => (await findArenas(ctx, [arenaId]))[0]?.closedAt === null;

const purposeOf = ({ direction, response }: LogInput): TagPurpose => {
	if (endsContact(response)) return 'optOut';
	return direction === 'in' ? 'inbound' : 'send';
};

async function tagOf(ctx: Ctx, address: LoggedAddress, purpose: TagPurpose): Promise<Buffer> {
	const tagged = await ask(ctx, address, purpose);
	if (!tagged.ok) throw new Error('what is written down by hand is never refused by quota');
	return tagged.tags[0]!.hold;
}

function ask(ctx: Ctx, address: LoggedAddress, purpose: TagPurpose) {
	switch (address.kind) {
		case 'number':
			return tagNumbers(ctx, [address.number], purpose);
		case 'nick':
			return tagNicks(ctx, address.arenaId, [address.nick], purpose);
		case 'email':
			return tagEmails(ctx, [address.email], purpose);
		default:
			return assertNever(address);
	}
}
