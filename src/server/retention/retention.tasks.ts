import { appendEntry } from '../audit/index.ts';
import { forgetExpired } from '../conversation/index.ts';
import type { Ctx } from '../db/index.ts';
import { forgetInbound } from '../delivery/index.ts';
import { simulatedPhones } from '../gateway/index.ts';
import { localDay } from '../shared/calendar.ts';
import { machineNow } from '../shared/clock.ts';
import { forgetExpiredHolds, forgetWithdrawals } from '../suppression/index.ts';
import { destroyKey, vaultStatus } from '../vault/index.ts';
import { forgetAttempts, forgetContacts, forgetEntries, forgetReceipts, selectUnusedLogYears } from './retention.db.ts';
import { batchSize, decideLogYears } from './retention.ts';

/** Jobs of this room. */
export const retentionTasks = { 'retention.purge': async (ctx: Ctx) => void (await purge(ctx)) };

/** What a night's deletion came to, in counts. */
export interface PurgeReport {
	conversations: number;
	holds: number;
	attempts: number;
	receipts: number;
	entries: number;
	contacts: number;
	logKeys: number;
}

/**
 * The nightly deletion. After 30 days: conversations (with their keys), that somebody wrote to us then, and what the
 * simulated phones still show. At once: holds that hold nobody back any more. After twelve calendar months (R66):
 * attempts with their messages and lines, receipts, the log of acts, and the log key of a year when nothing was logged
 * under it any more. After 24 months: counted contacts, whose counts by month stay. Opt-outs stay (R65), and so do the
 * figures. May be stopped anywhere and run again.
 * @returns what was deleted; the same counts stand in the log.
 * @throws LyktError `keyholderUnreachable`.
 */
export async function purge(ctx: Ctx): Promise<PurgeReport> {
	const conversations = await untilNone(() => forgetExpired(ctx));
	await forgetInbound(ctx);
	const holds = await forgetExpiredHolds(ctx);
	await forgetWithdrawals(ctx);
	simulatedPhones().forgetBefore(new Date(ctx.now.getTime() - 30 * 24 * 60 * 60_000));
	const report: PurgeReport = {
		conversations,
		holds,
		attempts: await untilNone(() => forgetAttempts(ctx, batchSize)),
		receipts: await untilNone(() => forgetReceipts(ctx, batchSize)),
		entries: await untilNone(() => forgetEntries(ctx, batchSize)),
		contacts: await untilNone(() => forgetContacts(ctx, batchSize)),
		logKeys: await destroyLogKeys(ctx)
	};
	const counts = Object.entries(report).map(([what, count]) => `${what} ${count}`);
	await appendEntry(ctx, 'retention.purge', 'installation', undefined, counts.join(', '));
	return report;
}

/** Without its key nobody can make a year's tags again, so that tags in an old backup lead nowhere. */
async function destroyLogKeys(ctx: Ctx): Promise<number> {
	const { keys } = await vaultStatus();
	const over = decideLogYears(keys.logYears, localDay(ctx.now), localDay(machineNow()));
	const unused = await selectUnusedLogYears(ctx, over);
	for (const year of unused) await destroyKey(`log:${year}`);
	return unused.length;
}

/** One bounded batch after another, each committed by itself. */
async function untilNone(forgetSome: () => Promise<number>): Promise<number> {
	let all = 0;
	for (let some = await forgetSome(); some > 0; some = await forgetSome()) all += some;
	return all;
}
