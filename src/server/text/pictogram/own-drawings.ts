/** A drawing as it stands inside an <svg>: paths in a box of its own, in the colour that is current. */
export interface Drawing {
	body: string;
	width: number;
	height: number;
}

const of48 = (body: string): Drawing => ({ body, width: 48, height: 48 });

/**
 * What Health Icons does not have: the two signs for law that were once compared (R55). Drawn for Lykt, and given to
 * everybody under CC0; the others are in the public domain too.
 */
export const ownDrawings: Readonly<Record<string, Drawing>> = {
	'lykt-gavel': of48(
		'<g fill="currentColor"><g transform="rotate(-45 25 17)"><path d="M18.5 9h13v14h-13z"/><rect x="13.5" y="7" width="3.8" height="18" rx="1.6"/><rect x="32.7" y="7" width="3.8" height="18" rx="1.6"/><path d="M23 24.5h4V42a2 2 0 0 1-4 0z"/></g><rect x="5" y="39" width="19" height="4" rx="1.2"/><rect x="8" y="34.5" width="13" height="3.2" rx="1"/></g>'
	),
	'lykt-paragraph': of48(
		'<g fill="none" stroke="currentColor" stroke-width="3.6" stroke-linecap="round"><path d="M31 12.5C31 8.5 28 6 24 6s-7 2.3-7 5.8c0 7.7 14.6 8.6 14.6 16.4 0 2.8-2.2 4.8-5 5.3"/><path transform="rotate(180 24 24)" d="M31 12.5C31 8.5 28 6 24 6s-7 2.3-7 5.8c0 7.7 14.6 8.6 14.6 16.4 0 2.8-2.2 4.8-5 5.3"/></g>'
	)
};
