// A worker's life from its start, with what it does first after a crash, until it is killed (-9) at the point it was told:
// from outside the product, by looking on at its statements and at what it asks of the simulated phones.
import { DatabaseSync } from 'node:sqlite';
import pg from 'pg';
import { sendCampaign } from '../../src/server/campaign/send-campaign.ts';
import { openDatabase, readClock } from '../../src/server/db/index.ts';
import { collect, sendAnswers, settleInterrupted } from '../../src/server/delivery/index.ts';
import { simulatedPhones, type News } from '../../src/server/gateway/index.ts';
import { closeVault } from '../../src/server/vault/index.ts';
import { points, type Orders, type Phase, type Point } from './points.ts';

const orders = JSON.parse(process.env.ORDERS!) as Orders;
const point: Point | undefined = orders.point && points[orders.point];
let isSending = false;
let phase: Phase | 'recovery' = 'recovery';

watchStatements();
watchPhones();

const db = openDatabase(orders.databaseUrl);
const ctx = async () => ({ actor: { kind: 'system' as const, name: 'test' }, now: await readClock(db), db });
await settleInterrupted(await ctx());
phase = 'news';
await collect(await ctx());
phase = 'answers';
await sendAnswers(await ctx());
phase = 'send';
await sendCampaign(await ctx(), orders.campaignId, { keepsHours: false });
await db.destroy();
closeVault();

/** @param step a statement's text, or the name of something that the phones do. */
function reached(step: string, when: Point['when']): void {
	if (!point || phase !== point.phase || when !== point.when) return;
	const isIt = point.step instanceof RegExp ? point.step.test(step) : point.step === step;
	if (isIt && simulatedPhones().count().messages >= orders.notBefore) process.kill(process.pid, 'SIGKILL');
}

function watchStatements(): void {
	const original = Object.getOwnPropertyDescriptor(pg.Client.prototype, 'query')!.value as (
		...args: unknown[]
	) => unknown;
	pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
		const text = (typeof args[0] === 'string' ? args[0] : (args[0] as { text: string }).text).trim();
		reached(text, 'before');
		const answer = original.apply(this, args);
		return answer instanceof Promise ? answer.finally(() => reached(text, 'after')) : answer;
	} as never;
}

function watchPhones(): void {
	const phones = simulatedPhones();
	const sendAll = phones.sendAll.bind(phones);
	const collect = phones.collect.bind(phones);
	phones.sendAll = async (messages) => {
		reached('sendAll', 'before');
		isSending = true;
		const answers = await sendAll(messages);
		isSending = false;
		reached('sendAll', 'after');
		return answers;
	};
	phones.collect = async () => {
		const news = await collect();
		if (news.receipts.length + news.inbound.length) reached('collect', 'after');
		return { ...news, done: () => tell(news) };
	};
	const exec = Object.getOwnPropertyDescriptor(DatabaseSync.prototype, 'exec')!.value as (query: string) => void;
	DatabaseSync.prototype.exec = function (this: DatabaseSync, query: string) {
		if (isSending && query === 'commit') reached('phonesCommit', 'before');
		exec.call(this, query);
	};
}

async function tell(news: News): Promise<void> {
	reached('done', 'before');
	await news.done();
	reached('done', 'after');
}
