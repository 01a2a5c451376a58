import type { Logged, LoggedChannel, Response } from '#conversation';
import { m } from '#messages';
import type { IconName } from '#ui/icons.ts';

/** What an answer was, in the reader's language. */
export const responseText: Record<Response, () => string> = {
	thanks: m.conversation_response_thanks,
	smiley: m.conversation_response_smiley,
	notNow: m.conversation_response_not_now,
	question: m.conversation_response_question,
	wantsAppointment: m.conversation_response_wants_appointment,
	notTargetGroup: m.conversation_response_not_target_group,
	declined: m.conversation_response_declined,
	other: m.conversation_response_other
};

export const channelIcon: Record<LoggedChannel, IconName> = { call: 'phone', arenaMessage: 'pin', email: 'mail' };

/** «De ringte», «Vi skrev på Portal 1» */
export function titleOfLogged({ channel, direction, arena }: Logged): string {
	const isIn = direction === 'in';
	if (channel === 'call') return isIn ? m.conversation_logged_call_in() : m.conversation_logged_call_out();
	if (channel === 'email') return isIn ? m.conversation_logged_email_in() : m.conversation_logged_email_out();
	const place = { arena: arena ?? m.conversation_logged_somewhere() };
	return isIn ? m.conversation_logged_arena_in(place) : m.conversation_logged_arena_out(place);
}
