import { appendEntry } from '#audit';
import { inTransaction, type Ctx } from '#db';
import { emergencyCodes, inOrder, type EmergencyCode, type EmergencyNumber } from '#shared/emergency.ts';
import { LyktError } from '#shared/errors.ts';
import { no, yes, type Outcome } from '#shared/outcome.ts';
import { may } from '#staff';
import { deleteEmergency, selectEmergency, upsertEmergency } from './directory.db.ts';

/** What Lykt believes: told to nobody until somebody of the service has confirmed it (domain.md 3.3). */
const suggested: Record<EmergencyCode, string> = {
	ambulance: '113',
	police: '112',
	fire: '110',
	doctor: '116117',
	violence: '116006',
	talk: '116123',
	child: '116111'
};

/**
 * The numbers for somebody in danger that the service has confirmed; none before. They may be told to visitors.
 * @throws LyktError `forbidden`.
 */
export async function listEmergencyNumbers(ctx: Ctx): Promise<EmergencyNumber[]> {
	if (!may(ctx.actor, 'directory.read')) throw new LyktError('forbidden');
	return inOrder((await selectEmergency(ctx)).map(({ code, number }) => ({ code, number })));
}

/** A number as whoever confirms it sees it: what stands, or what Lykt suggests. */
export interface EmergencyChoice extends EmergencyNumber {
	confirmed: { by: string | null; at: Date } | undefined;
}

/** Every number there can be, confirmed or not. @throws LyktError `forbidden`. */
export async function listEmergencyChoices(ctx: Ctx): Promise<EmergencyChoice[]> {
	mustConfirm(ctx);
	const stored = new Map((await selectEmergency(ctx)).map((row) => [row.code, row]));
	return emergencyCodes.map((code) => {
		const row = stored.get(code);
		return {
			code,
			number: row?.number ?? suggested[code],
			confirmed: row && { by: row.confirmedBy, at: row.confirmedAt }
		};
	});
}

/**
 * Somebody has called the number, or looked it up where it is published, and says that it is right: from now on visitors
 * see it.
 * @returns no, `notANumber`, unless it is three to eight digits. @throws LyktError `forbidden`.
 */
export async function confirmEmergencyNumber(
	ctx: Ctx,
	code: EmergencyCode,
	raw: string
): Promise<Outcome<object, 'notANumber'>> {
	mustConfirm(ctx);
	const number = raw.replace(/\s/g, '');
	if (!/^[0-9]{3,8}$/.test(number)) return no('notANumber');
	await inTransaction(ctx, async (ctx) => {
		await upsertEmergency(ctx, code, number, ctx.actor.kind === 'staff' ? ctx.actor.id : null);
		await appendEntry(ctx, 'directory.confirmEmergency', 'emergencyNumber', code);
	});
	return yes({});
}

/** Visitors no longer see it. @throws LyktError `forbidden`. */
export async function hideEmergencyNumber(ctx: Ctx, code: EmergencyCode): Promise<void> {
	mustConfirm(ctx);
	await inTransaction(ctx, async (ctx) => {
		if (await deleteEmergency(ctx, code)) await appendEntry(ctx, 'directory.hideEmergency', 'emergencyNumber', code);
	});
}

function mustConfirm(ctx: Ctx): void {
	if (!may(ctx.actor, 'directory.confirm')) throw new LyktError('forbidden');
}
