import { appendEntry } from '#audit';
import { inTransaction, type Ctx } from '#db';
import { LyktError } from '#shared/errors.ts';
import { newId } from '#shared/ids.ts';
import { may } from '#staff';
import { countVerifiedSince, deleteEntry, insertEntry, selectEntries, setVerified } from './directory.db.ts';
import { enoughEntries, freshSince, type Entry, type EntryInput } from './directory.ts';

/**
 * All entries, by county, municipality and name (R76).
 * @throws LyktError `forbidden`.
 */
export async function listEntries(ctx: Ctx): Promise<Entry[]> {
	if (!may(ctx.actor, 'directory.read')) throw new LyktError('forbidden');
	const since = freshSince(ctx.now);
	return (await selectEntries(ctx)).map((row) => ({ ...row, isFresh: row.verifiedAt >= since }));
}

/**
 * Adds a service that somebody has just looked up: it counts as verified today.
 * @returns its id. @throws LyktError `forbidden`.
 */
export async function addEntry(ctx: Ctx, input: EntryInput): Promise<string> {
	mustWrite(ctx);
	const id = newId();
	await inTransaction(ctx, async (ctx) => {
		await insertEntry(ctx, id, input, actorId(ctx));
		await appendEntry(ctx, 'directory.add', 'directoryEntry', id);
	});
	return id;
}

/** Somebody has looked it up again today, and what stands is right. @throws LyktError `forbidden`. */
export async function verifyEntry(ctx: Ctx, id: string): Promise<void> {
	mustWrite(ctx);
	await inTransaction(ctx, async (ctx) => {
		if (await setVerified(ctx, id, actorId(ctx))) await appendEntry(ctx, 'directory.verify', 'directoryEntry', id);
	});
}

/** Takes away what is no longer there. @throws LyktError `forbidden`. */
export async function removeEntry(ctx: Ctx, id: string): Promise<void> {
	mustWrite(ctx);
	await inTransaction(ctx, async (ctx) => {
		if (await deleteEntry(ctx, id)) await appendEntry(ctx, 'directory.remove', 'directoryEntry', id);
	});
}

/**
 * Before people in another part of the country are written to: do we know what is there (R76)? Only ever a warning.
 * @returns how many entries of the county were verified in the last 180 days, and whether that is enough.
 */
export async function checkCounty(ctx: Ctx, county: string): Promise<{ verified: number; isEnough: boolean }> {
	const verified = await countVerifiedSince(ctx, county, freshSince(ctx.now));
	return { verified, isEnough: verified >= enoughEntries };
}

function mustWrite(ctx: Ctx): void {
	if (!may(ctx.actor, 'directory.write')) throw new LyktError('forbidden');
}

const actorId = (ctx: Ctx): string | null => (ctx.actor.kind === 'staff' ? ctx.actor.id : null);
