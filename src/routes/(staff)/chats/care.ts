import { listChats } from '#chat';
import { areHeavy, getContact, listThemes } from '#contact';
import type { Ctx } from '#db';
import { isDay } from '#shared/calendar.ts';
import { listDuty } from '#shift';
import { listStaff, may } from '#staff';

/** What is offered to one of us after something heavy (R105, R107): of nobody else, and kept nowhere. */
export interface Care {
	/** How many of my chats go on. */
	live: number;
	isOnBreak: boolean;
	/** Colleagues on duty. */
	here: string[];
	/** The leads, whether they are on duty or not. */
	leads: string[];
	/** The day on which I will be asked, when I have just asked for it. */
	asked: string | null;
}

/** @returns null for those who have no chats: nobody has asked them to listen. */
export async function readCare(ctx: Ctx, query: URLSearchParams): Promise<Care | null> {
	const { actor } = ctx;
	if (actor.kind !== 'staff' || !may(actor, 'chat.read')) return null;
	const [mine, duty, staff] = await Promise.all([
		listChats(ctx, 'mine', { hasText: false }),
		listDuty(ctx),
		listStaff(ctx)
	]);
	const asked = query.get('asked') ?? '';
	return {
		live: mine.filter((chat) => chat.isMine && !chat.isPaused).length,
		isOnBreak: mine.some((chat) => chat.isMine && chat.isPaused),
		here: duty.filter(({ userId }) => userId !== actor.id).map(({ name }) => name),
		leads: staff
			.filter(({ id, roles, disabledAt }) => id !== actor.id && roles.includes('lead') && !disabledAt)
			.map(({ name }) => name),
		asked: isDay(asked) ? asked : null
	};
}

/** What is offered after a contact that was just saved; null when none of its themes is heavy, or it was only a try. */
export async function readCareAfter(ctx: Ctx, contactId: string, query: URLSearchParams): Promise<Care | null> {
	const [contact, themes] = await Promise.all([getContact(ctx, contactId).catch(() => undefined), listThemes(ctx)]);
	if (!contact || contact.isTest || !areHeavy(contact.themes, themes)) return null;
	return readCare(ctx, query);
}
