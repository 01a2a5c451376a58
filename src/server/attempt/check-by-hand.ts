import { appendEntry } from '../audit/index.ts';
import { findArenas } from '../arena/index.ts';
import { inTransaction, type Ctx } from '../db/index.ts';
import { chosenGateway } from '../gateway/index.ts';
import { newId } from '../shared/ids.ts';
import { no, yes, type Outcome } from '../shared/outcome.ts';
import { isOnDuty, isWithinHours, nextWithinHours } from '../shift/index.ts';
import { may } from '../staff/index.ts';
import { optOut } from '../suppression/index.ts';
import { tagEmails, tagNicks, tagNumbers, type TagPurpose, type Tags } from '../vault/index.ts';
import type { Address, ReadAddress } from './address.ts';
import {
	callClaimByHand,
	callReleaseByHand,
	callSettleByHand,
	selectMyOpenHands,
	type OpenHandRow,
	type Task
} from './attempt.db.ts';
import {
	decideMoment,
	endsContact,
	type Disposition,
	type HandChannel,
	type Moment,
	type Sight,
	type Verdict
} from './attempt.ts';

/** What somebody gets to know: go, with the attempt that is theirs now, or wait. */
export type Check = { go: true; attemptId: string; until: Date } | Exclude<Verdict, { go: true }>;

/**
 * Check before you write (R63): asks the gate for one address and, when the answer is go, claims it for half an hour in
 * the same moment, so that the answer is no mere look-up. Only for a task. Counted against the person's quota in the
 * keyholder, and logged, without the address and without the reason. What a person has seen (a minor, somebody outside the
 * target group) closes the address for good; why is not stored.
 * @param address what `readAddress` made of the text; a fault is answered `invalidNumber` and asks nothing.
 * @param options.keepsHours whether a number waits for hours and duty; the simulated phones know neither.
 * @returns `forbidden` without the right or without a task; the attempt to look without one is logged.
 */
export async function checkByHand(
	ctx: Ctx,
	task: Task | undefined,
	address: ReadAddress,
	seen?: Sight,
	{ keepsHours = !chosenGateway().isSimulated } = {}
): Promise<Outcome<{ check: Check }, 'forbidden'>> {
	if (!mayCheck(ctx)) return no('forbidden');
	if (!task) return refuseLookUp(ctx);
	if (!address.ok) return yes({ check: notYet(decideMoment({ fault: address.why }, ctx.now)) });
	if (!suits(address, task)) return no('forbidden');
	if (seen) return yes({ check: await close(ctx, task, address, seen) });
	const moment = decideMoment(await findMoment(ctx, task, address, keepsHours), ctx.now);
	return yes({ check: moment.go ? await ask(ctx, task, address) : notYet(moment) });
}

/**
 * Nobody looks an address up without a task (domain.md E5): refused, and logged as what it was.
 */
export async function refuseLookUp(ctx: Ctx): Promise<{ ok: false; why: 'forbidden' }> {
	await appendEntry(ctx, 'attempt.check', 'attempt', undefined, 'refused: no task');
	return no('forbidden');
}

/** One address that this person has checked and not said the end of. Which address it is, only they know. */
export type OpenHand = OpenHandRow;

/** Everything this person has to say the end of; also what ran out in the last hours, because they may have written. */
export const listOpenHands = (ctx: Ctx): Promise<OpenHand[]> =>
	mayCheck(ctx) ? selectMyOpenHands(ctx) : Promise.resolve([]);

/**
 * "I have written", or "I called" with how it went: the address counts as contacted for six months (R64, R73). Also when the
 * claim has run out: what was done was done. Somebody who did not want to be contacted is closed for good (R65, R80).
 * @returns `notFound` for a colleague's, for one that is settled, and for one that ran out more than twelve hours ago.
 */
export async function settleByHand(
	ctx: Ctx,
	attemptId: string,
	done: { channel: Exclude<HandChannel, 'call'> } | { channel: 'call'; disposition: Disposition }
): Promise<Outcome<object, 'forbidden' | 'notFound'>> {
	if (!mayCheck(ctx)) return no('forbidden');
	const disposition = done.channel === 'call' ? done.disposition : undefined;
	const closes = disposition !== undefined && endsContact(disposition);
	return inTransaction(ctx, async (ctx) => {
		if (!(await callSettleByHand(ctx, attemptId, done.channel, disposition, closes))) return no('notFound');
		await appendEntry(ctx, 'attempt.settleByHand', 'attempt', attemptId, disposition ?? done.channel);
		return yes({});
	});
}

/**
 * "I did not write": others may have the address at once. With `closes` it is never contacted by us; why is not stored.
 * @returns `notFound` like `settleByHand`.
 */
export async function releaseByHand(
	ctx: Ctx,
	attemptId: string,
	{ closes = false } = {}
): Promise<Outcome<object, 'forbidden' | 'notFound'>> {
	if (!mayCheck(ctx)) return no('forbidden');
	return inTransaction(ctx, async (ctx) => {
		if (!(await callReleaseByHand(ctx, attemptId, closes))) return no('notFound');
		await appendEntry(ctx, 'attempt.releaseByHand', 'attempt', attemptId, closes ? 'closed' : 'done');
		return yes({});
	});
}

/** A person with the right; a service account has nothing in front of it. */
const mayCheck = ({ actor }: Ctx): boolean => actor.kind === 'staff' && !actor.isService && may(actor, 'attempt.check');

/** A campaign writes to numbers and e-mail addresses; on an arena there are nicks, and e-mail addresses in adverts. */
const suits = (address: Address, task: Task): boolean =>
	'arenaId' in task ? address.kind !== 'number' : address.kind !== 'nick';

/** Hours and duty hold for the phone (domain.md 4.4), except for the simulated ones; the rest is read when it suits. */
async function findMoment(ctx: Ctx, task: Task, address: Address, keepsHours: boolean): Promise<Moment> {
	if ('arenaId' in task) {
		const [arena] = await findArenas(ctx, [task.arenaId]);
		return arena && !arena.closedAt ? {} : { closed: 'arena' };
	}
	if (address.kind !== 'number' || !keepsHours) return {};
	if (!isWithinHours(ctx.now, 'sms')) return { outsideHours: nextWithinHours(ctx.now, 'sms') };
	return (await isOnDuty(ctx)) ? {} : { noShift: true };
}

async function ask(ctx: Ctx, task: Task, address: Address): Promise<Check> {
	const tagged = await tagOf(ctx, task, address, 'check');
	return inTransaction(ctx, async (ctx) => {
		const check = tagged.ok
			? await claim(ctx, task, address, tagged)
			: notYet(decideMoment({ quotaSpent: true }, ctx.now));
		await note(ctx, task, check.go ? 'go' : 'wait');
		return check;
	});
}

async function claim(
	ctx: Ctx,
	task: Task,
	address: Address,
	{ tags, logYear }: { tags: Tags; logYear: number }
): Promise<Check> {
	const claim = await callClaimByHand(ctx, task, channelOf(address), { attemptId: newId(), tags, logYear });
	if (claim.verdict === 'go') return { go: true, attemptId: claim.attemptId!, until: claim.until! };
	return { go: false, reason: claim.verdict, ...(claim.until && { until: claim.until }) };
}

/** Never refused by quota: it protects somebody. */
async function close(ctx: Ctx, task: Task, address: Address, seen: Sight): Promise<Check> {
	const tagged = await tagOf(ctx, task, address, 'optOut');
	if (!tagged.ok) throw new Error('opt-outs are never refused by quota');
	return inTransaction(ctx, async (ctx) => {
		await optOut(ctx, [tagged.tags.hold]);
		await note(ctx, task, 'wait');
		return notYet(decideMoment({ seen }, ctx.now));
	});
}

async function tagOf(
	ctx: Ctx,
	task: Task,
	address: Address,
	purpose: TagPurpose
): Promise<Outcome<{ tags: Tags; logYear: number }, 'quotaSpent'>> {
	const tagged = await tagAll(ctx, task, address, purpose);
	return tagged.ok ? yes({ tags: tagged.tags[0]!, logYear: tagged.logYear }) : tagged;
}

function tagAll(ctx: Ctx, task: Task, address: Address, purpose: TagPurpose) {
	if (address.kind === 'number') return tagNumbers(ctx, [address.number], purpose);
	if (address.kind === 'email') return tagEmails(ctx, [address.email], purpose);
	return tagNicks(ctx, (task as { arenaId: string }).arenaId, [address.nick], purpose);
}

/** One bit, and where it was asked: never the address, never the reason. */
const note = (ctx: Ctx, task: Task, answer: 'go' | 'wait') =>
	'arenaId' in task
		? appendEntry(ctx, 'attempt.check', 'arena', task.arenaId, answer)
		: appendEntry(ctx, 'attempt.check', 'campaign', task.campaignId, answer);

const channelOf = (address: Address): HandChannel =>
	(({ number: 'sms', email: 'email', nick: 'arenaMessage' }) as const)[address.kind];

function notYet(verdict: Verdict): Check {
	if (verdict.go) throw new Error('a claim is made by the database, not decided here');
	return verdict;
}
