import { m } from '#messages';

/** What has just been said of a claim. */
export const dones = ['written', 'called', 'released', 'closed'] as const;

export const doneText: Record<(typeof dones)[number], () => string> = {
	written: m.attempt_done_written,
	called: m.attempt_done_called,
	released: m.attempt_done_released,
	closed: m.attempt_done_closed
};

export const channelText: Record<'sms' | 'call' | 'arenaMessage' | 'email', () => string> = {
	sms: m.attempt_channel_sms,
	call: m.attempt_channel_call,
	arenaMessage: m.attempt_channel_arena_message,
	email: m.attempt_channel_email
};

/** The faults of an address that are not a number's. */
export const otherFaultText: Record<string, () => string> = {
	empty: m.attempt_fault_empty,
	tooLong: m.attempt_fault_too_long,
	notAnEmail: m.attempt_fault_not_an_email
};
