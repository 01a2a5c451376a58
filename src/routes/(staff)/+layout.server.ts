import { countChats } from '#chat';
import { countConversations } from '#conversation';
import { chosenGateway } from '#gateway';
import { getService } from '#programme';
import { machineNow } from '#shared/clock.ts';
import { localDay } from '#shared/calendar.ts';
import { may, type Action } from '#staff';
import type { LayoutServerLoad } from './$types.js';
import type { Section } from './sections.ts';

const sections: (Section & { asks?: Action; unless?: Action })[] = [
	{ key: 'today', href: '/' },
	{ key: 'conversations', href: '/conversations', asks: 'conversation.read' },
	// Who may read both kinds of conversation has them side by side under one word.
	{ key: 'chats', href: '/chats', asks: 'chat.read', unless: 'conversation.read' },
	{ key: 'campaigns', href: '/campaigns', asks: 'campaign.read' },
	{ key: 'contacts', href: '/contacts/new', asks: 'contact.register' },
	{ key: 'arenas', href: '/arenas', asks: 'arena.read' },
	{ key: 'report', href: '/report', asks: 'report.read_public' },
	{ key: 'offers', href: '/offers', asks: 'offer.read' },
	{ key: 'staff', href: '/staff', asks: 'staff.manage' }
];

export const load: LayoutServerLoad = async ({ locals, depends }) => {
	depends('lykt:shell');
	const { ctx, locale, scheme } = locals;
	const me = locals.me!;
	const [service, waiting, chatsWaiting] = await Promise.all([
		getService(ctx),
		may(me, 'conversation.read') ? countConversations(ctx).then((counts) => counts.waiting) : 0,
		may(me, 'chat.read') ? countChats(ctx).then((counts) => counts.waiting + counts.mineWaiting) : 0
	]);
	const isMoved = locals.clockIsMovable && localDay(ctx.now) !== localDay(machineNow());
	return {
		service: { name: service.name, ownerName: service.ownerName, invented: service.invented },
		me: { name: me.name, initials: me.name.slice(0, 2), roles: [...me.roles] },
		nav: sections
			.filter(({ asks, unless }) => (!asks || may(me, asks)) && !(unless && may(me, unless)))
			.map(({ key, href }) => ({ key, href })),
		waiting,
		chatsWaiting,
		locale,
		scheme,
		simulated: chosenGateway().isSimulated
			? {
					phonesHref: locals.clockIsMovable ? '/phones' : undefined,
					clock: isMoved
						? ctx.now.toLocaleDateString(locale, { dateStyle: 'long', timeZone: 'Europe/Oslo' })
						: undefined
				}
			: null
	};
};
