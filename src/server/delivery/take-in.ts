import { claimMinutes, ruleVersion } from '../attempt/index.ts';
import { appendEntry } from '../audit/index.ts';
import { keyOf } from '../conversation/index.ts';
import { inTransaction, type Ctx } from '../db/index.ts';
import { chosenGateway, type Inbound } from '../gateway/index.ts';
import { enqueueAll } from '../jobs/index.ts';
import { getService } from '../programme/index.ts';
import { newId } from '../shared/ids.ts';
import { answerLanguage, readReply, standardText, type ReplyMeaning } from '../text/index.ts';
import { destroyKey, sealEach, tagNumbers, type Tags } from '../vault/index.ts';
import { callTakeIn, findBeforeTakingIn, type NewInbound, type Before } from './delivery.db.ts';

/**
 * Takes in messages from phones. A STOP acts at once, in the same transaction that stores it, and gets one confirmation;
 * what may mean stop pauses sending to the address until a person has read it (domain.md 4.5). The same message twice is
 * stored once. However many there are: one look-up, two crossings to the keyholder, and three statements in one
 * transaction. A message that cannot be taken in does not keep the others waiting.
 * @returns what went wrong, by message; empty when everything is stored and committed.
 */
export async function takeInAll(
	ctx: Ctx,
	gateway: string,
	messages: readonly Inbound[]
): Promise<ReadonlyMap<Inbound, unknown>> {
	const faults = new Map<Inbound, unknown>();
	for (const round of oneFromEach(messages)) {
		try {
			await takeIn(ctx, gateway, round);
		} catch (fault) {
			if (round.length === 1) faults.set(round[0]!, fault);
			else
				for (const message of round)
					await takeIn(ctx, gateway, [message]).catch((fault: unknown) => faults.set(message, fault));
		}
	}
	return faults;
}

/** Whoever wrote twice is heard twice, in their order: STOP, and then something else, must stay two instants. */
function oneFromEach(messages: readonly Inbound[]): Inbound[][] {
	const rounds: Inbound[][] = [];
	const written = new Map<string, number>();
	for (const message of messages) {
		const round = written.get(message.from) ?? 0;
		written.set(message.from, round + 1);
		(rounds[round] ??= []).push(message);
	}
	return rounds;
}

async function takeIn(ctx: Ctx, gateway: string, messages: readonly Inbound[], tries = 5): Promise<void> {
	const { tags, logYear } = await tagAll(ctx, messages);
	const before = await findBeforeTakingIn(ctx, gateway, messages, tags);
	const news = messages.flatMap((message, place) =>
		before[place]!.known ? [] : [{ message, tags: tags[place]!, before: before[place]! }]
	);
	if (!news.length) return;
	const prepared = await prepare(ctx, news);
	const moved = await store(ctx, gateway, logYear, prepared).catch(async (fault: unknown) => {
		await forgetNewKeys(prepared);
		throw fault;
	});
	if (!moved.length) return;
	await forgetNewKeys(moved);
	if (tries === 1) throw new Error('a conversation was opened and closed again and again');
	await takeIn(
		ctx,
		gateway,
		moved.map(({ message }) => message),
		tries - 1
	);
}

interface News {
	message: Inbound;
	tags: Tags;
	before: Before;
}
interface Prepared extends News {
	row: NewInbound;
}

async function tagAll(ctx: Ctx, messages: readonly Inbound[]): Promise<{ tags: Tags[]; logYear: number }> {
	const tagged = await tagNumbers(
		ctx,
		messages.map((message) => message.from),
		'inbound'
	);
	if (!tagged.ok) throw new Error('inbound numbers are never refused by quota');
	return tagged;
}

/** Reads what each message means, and seals it, and what is answered by itself, under its conversation's own key. */
async function prepare(ctx: Ctx, news: News[]): Promise<Prepared[]> {
	const service = news[0]!.before.service ?? (await getService(ctx)).name;
	const texts = await Promise.all(
		news.map(async ({ message, before }) => {
			const reply = await readReply(ctx, message.text);
			return {
				meaning: reply.meaning,
				conversationId: before.conversationId ?? newId(),
				address: before.conversationId ? undefined : message.from,
				answer: composeAnswer(reply, before, service)
			};
		})
	);
	const sealed = await sealEach(
		texts.map(({ conversationId, address, answer }, place) => ({
			key: keyOf(conversationId),
			plain: [news[place]!.message.text, ...(answer ? [answer] : []), ...(address ? [address] : [])]
		}))
	);
	return news.map((one, place) => {
		const { meaning, conversationId, address, answer } = texts[place]!;
		const [body, ...rest] = sealed[place]!;
		return {
			...one,
			row: {
				id: newId(),
				providerRef: one.message.providerRef,
				tags: one.tags,
				meaning,
				conversationId,
				language: one.before.language,
				sealedBody: body!,
				sealedAnswer: answer ? rest.shift()! : null,
				sealedAddress: address ? rest.shift()! : null
			}
		};
	});
}

function composeAnswer(reply: ReplyMeaning, before: Before, service: string): string | undefined {
	const { meaning, languages = [] } = reply;
	if (meaning !== 'stop' && meaning !== 'help') return undefined;
	return standardText(meaning, answerLanguage(languages, before.language ?? undefined), { service });
}

/** @returns those whose conversation was closed, or opened by somebody else, in this very instant: not stored. */
async function store(ctx: Ctx, gateway: string, logYear: number, prepared: Prepared[]): Promise<Prepared[]> {
	return inTransaction(ctx, async (ctx) => {
		const outcomes = await callTakeIn(ctx, {
			gateway,
			rows: prepared.map(({ row }) => row),
			answerGateway: chosenGateway().name,
			logYear,
			ruleVersion,
			claimMinutes: claimMinutes.sms
		});
		const stored = prepared.filter(({ row }) => outcomes.get(row.id) === 'stored');
		const stops = stored.filter(({ row }) => row.meaning === 'stop').length;
		if (stops) await appendEntry(ctx, 'suppression.optOut', 'hold', undefined, `${stops} addresses`);
		if (stored.length)
			await enqueueAll(ctx, [
				{ task: 'campaign.noteReply', payload: { inboundIds: stored.map(({ row }) => row.id) } },
				...(stored.some(({ row }) => row.sealedAnswer)
					? [{ task: 'delivery.sendAnswers' as const, payload: {} as Record<string, never> }]
					: [])
			]);
		return prepared.filter(({ row }) => outcomes.get(row.id) === 'moved');
	});
}

async function forgetNewKeys(prepared: Prepared[]): Promise<void> {
	for (const { row } of prepared) if (row.sealedAddress) await destroyKey(keyOf(row.conversationId));
}
