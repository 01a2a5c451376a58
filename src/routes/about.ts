import { m } from '#messages';

/** The pages that the foot of every staff page points to, written at `(open)/about/[page]`. */
export const aboutLinks = (): { href: string; label: string }[] => [
	{ href: '/about/privacy', label: m.ui_footer_privacy() },
	{ href: '/about/accessibility', label: m.ui_footer_accessibility() },
	{ href: '/about/help', label: m.ui_footer_help() }
];
