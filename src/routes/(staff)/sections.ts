import { m } from '#messages';
import type { IconName } from '#ui/icons.ts';

/** The parts of the staff side, as the server names them. */
export type SectionKey =
	'today' | 'conversations' | 'chats' | 'campaigns' | 'contacts' | 'arenas' | 'report' | 'offers' | 'staff';
export type Section = { key: SectionKey; href: string };

const looks: Record<SectionKey, { label: () => string; icon: IconName; under: string }> = {
	today: { label: m.ui_nav_today, icon: 'sun', under: '/' },
	conversations: { label: m.ui_nav_conversations, icon: 'message', under: '/conversations' },
	chats: { label: m.ui_nav_conversations, icon: 'message', under: '/chats' },
	campaigns: { label: m.ui_nav_campaigns, icon: 'send', under: '/campaigns' },
	contacts: { label: m.ui_nav_contacts, icon: 'edit', under: '/contacts' },
	arenas: { label: m.ui_nav_arenas, icon: 'pin', under: '/arenas' },
	report: { label: m.ui_nav_report, icon: 'bars', under: '/report' },
	offers: { label: m.offer_name, icon: 'calendar', under: '/offers' },
	staff: { label: m.ui_nav_staff, icon: 'users', under: '/staff' }
};

/** How many sections fit under a thumb; the fifth place is "More". */
const underTheThumb = 4;

/** The sections with words and icon; `only: 'wide'` marks those that a phone keeps under "More". */
export function drawSections(nav: Section[], path: string) {
	return nav.map(({ key, href }, place) => ({
		key,
		href,
		label: looks[key].label(),
		icon: looks[key].icon,
		current: isUnder(path, looks[key].under) || (key === 'conversations' && isUnder(path, looks.chats.under)),
		only: place < underTheThumb ? undefined : ('wide' as const)
	}));
}

const isUnder = (path: string, base: string) => path === base || (base !== '/' && path.startsWith(`${base}/`));
