import type { Ctx } from '../db/index.ts';
import { expectedAnswerTime, findOpening, listNextDays, type OpeningDay } from '../opening/index.ts';
import { getService } from '../programme/index.ts';
import { inOrder, type EmergencyNumber } from '../shared/emergency.ts';
import { callAddress, callCountSource, callEmergencyNumbers, callHasPeers, callLanguages } from './visitor.db.ts';

/** What a visitor may know about the service: its name, whether somebody is here, and how long an answer may take. */
export interface ServiceDescription {
	name: string;
	ownerName: string;
	opening: Awaited<ReturnType<typeof findOpening>>;
	/** The hours of today and the six days after it, as far as somebody has taken them. */
	days: OpeningDay[];
	/** Minutes that nine of ten waited at most lately, for those who write as we stand now; undefined: too few to say. */
	answerMinutes: number | undefined;
	/** There are peers among us, so that a visitor can ask for somebody else. */
	hasPeers: boolean;
	/** Whom to call in danger: only what the service has confirmed. */
	emergency: EmergencyNumber[];
	/** Where people can come (R124); empty when the service has said nothing. */
	address: string;
	/** Languages that the service shows although nobody who has them as their own has read them. */
	unreviewedLanguages: string[];
}

/** Reads what the first page says. */
export async function describeService(ctx: Pick<Ctx, 'db' | 'now'>): Promise<ServiceDescription> {
	const [{ name, ownerName }, opening, days, hasPeers, emergency, address, unreviewedLanguages] = await Promise.all([
		getService(ctx),
		findOpening(ctx),
		listNextDays(ctx),
		callHasPeers(ctx),
		listEmergency(ctx),
		callAddress(ctx),
		callLanguages(ctx)
	]);
	const answerMinutes = await expectedAnswerTime(ctx, opening.isOpen);
	return { name, ownerName, opening, days, answerMinutes, hasPeers, emergency, address, unreviewedLanguages };
}

/** Whom to call in danger: the numbers that the service has confirmed, and no others (domain.md 3.3). */
export async function listEmergency(ctx: Pick<Ctx, 'db'>): Promise<EmergencyNumber[]> {
	return inOrder(await callEmergencyNumbers(ctx));
}

/** Whether there are peers among us. */
export const hasPeers = (ctx: Pick<Ctx, 'db'>): Promise<boolean> => callHasPeers(ctx);

/** Counts from which of our links somebody came (R39): a letter a day, and nothing of them. */
export async function countSource(ctx: Pick<Ctx, 'db'>, letter: string | null): Promise<void> {
	if (letter && /^[a-z]$/.test(letter)) await callCountSource(ctx, letter);
}
