// The walls of the house (docs/decisions and ARCHITECTURE.md say why). `npm run check` runs them; test/architecture.test.ts
// plants one sin per rule and expects to be caught. Every comment says what to do instead.

/**
 * From the ground up: each shelf may use the shelves before it, never its own or a later one. Types count too.
 * `staff` stands low because it owns the policy table (`may`), which nearly every room asks; `programme` beside it,
 * because visitors may read the service's name and must not reach staff by it, and `opening` likewise, for the hours.
 * `text` asks `staff` who may change texts.
 */
const shelves = [
	['shared'],
	['config'],
	['db'],
	['vault', 'jobs', 'live', 'gateway', 'audit'],
	['staff', 'programme', 'opening'],
	['text'],
	['arena', 'shift', 'suppression', 'directory', 'goal'],
	['chat'],
	['attempt', 'conversation'],
	['delivery'],
	['contact', 'campaign', 'offer', 'activity', 'aggregate', 'quote', 'visitor'],
	['report', 'retention', 'intake'],
	['publication', 'question']
];

// The keyholder's address and framing are the only things of it that the data's side may know.
const keyholdersPublicFiles = '^src/keyholder/(frames|socket-path)\\.ts$';
const entrances = '^src/(server|worker|cli|demo|house)\\.ts$';
const tests = '\\.test\\.ts$';

const rooms = (names) => `^src/server/(${names.join('|')})/`;
const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

const downhill = shelves.map((names, place) =>
	rule(
		`downhill-only-${names[0]}`,
		'A room uses only the shelves below it. Move the shared part down, or let the caller pass it in.',
		{ path: rooms(names), pathNot: tests },
		{ path: rooms(shelves.slice(place).flat()), pathNot: '^src/server/$1/' }
	)
);

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
	forbidden: [
		...downhill,
		rule(
			'one-door',
			'Import #room (its index.ts), not a file inside it. Is something missing there? Export it from the door.',
			{ path: '^src/server/([^/]+)/', pathNot: tests },
			{ path: '^src/server/([^/]+)/(?!index\\.ts$)', pathNot: '^src/server/($1|shared)/' }
		),
		rule(
			'routes-use-doors',
			'Routes import #room (its index.ts), not a file inside it.',
			{ path: '^src/routes/', pathNot: tests },
			{ path: '^src/server/(?!shared/)[^/]+/(?!index\\.ts$)' }
		),
		rule(
			'routes-leave-plumbing-alone',
			'A route asks a room; the room knows database, queue, keys and log. `import type { Ctx }` is fine.',
			{ path: '^src/routes/', pathNot: tests },
			{ path: rooms(['db', 'jobs', 'vault', 'audit']), dependencyTypesNot: ['type-only'] }
		),
		rule(
			'routes-do-not-configure',
			'Let the room read the setting. The two places that take in a list may ask how long it may be, before reading it.',
			{ path: '^src/routes/', pathNot: '/campaigns/\\[id\\]/audience/\\+(page\\.)?server\\.ts$' },
			{ path: rooms(['config']) }
		),
		rule(
			'visitor-sees-only-visitor',
			'Anonymous pages have one door: #visitor.',
			{ path: '^src/visitors/', pathNot: tests },
			{
				path: '^src/(server/(?!visitor/index\\.ts$|shared/|config/|live/index\\.ts$)|routes/|ui/|keyholder/|paraglide/)',
				dependencyTypesNot: ['type-only']
			}
		),
		rule(
			'visitor-never-reaches-people',
			'Not even through another module: the anonymous side must not be able to touch staff, contacts or numbers.',
			{ path: '^src/(visitors|server/visitor)/', pathNot: tests },
			{
				path: rooms([
					'staff',
					'arena',
					'attempt',
					'conversation',
					'chat',
					'contact',
					'campaign',
					'delivery',
					'suppression',
					'gateway',
					'jobs',
					'goal',
					'activity',
					'aggregate',
					'quote',
					'report'
				]),
				reachable: true
			}
		),
		rule(
			'rooms-know-no-framework',
			'Rooms also run in the worker and on the command line. Let the route pass in what it read.',
			{ path: '^src/(server|keyholder)/|^src/(worker|cli|house|demo)\\.ts$' },
			{ path: '^\\$(app|env|service-worker)|node_modules/(@sveltejs/kit|svelte)/|\\.svelte$' }
		),
		rule(
			'rooms-return-codes',
			'Rooms return codes; the sentence is chosen at the edge (routes).',
			{ path: '^src/(server|keyholder)/' },
			{ path: '^src/paraglide/' }
		),
		rule(
			'rooms-know-no-screens',
			'Rooms are used by screens, not the other way round.',
			{ path: '^src/(server|keyholder)/', pathNot: tests },
			{ path: '^src/(routes|ui)/|^src/(access|hooks\\.server)\\.ts$' }
		),
		rule(
			'ui-knows-no-domain',
			'src/ui is the design system: let the page pass in words and values.',
			{ path: '^src/ui/' },
			{ path: '^src/(server|routes|keyholder)/|^src/access\\.ts$' }
		),
		rule(
			'keyholder-stands-alone',
			'The keyholder holds every key: it knows no room and no library, only Node and src/server/shared.',
			{ path: '^src/keyholder/', pathNot: tests },
			{ path: '^src/(?!keyholder/|server/shared/)|node_modules/' }
		),
		rule(
			'keys-stay-with-the-keyholder',
			'Ask the keyholder through #vault. Only its framing and address may be shared.',
			{ path: '^src/(server|routes|ui)/', pathNot: tests },
			{ path: '^src/keyholder/', pathNot: keyholdersPublicFiles }
		),
		rule(
			'only-the-vault-talks-to-the-keyholder',
			'Ask #vault.',
			{ path: '^src/(server/(?!vault/)|routes/|ui/)', pathNot: tests },
			{ path: keyholdersPublicFiles }
		),
		rule(
			'only-db-files-speak-sql',
			'Put the query into <room>.db.ts and call it from here.',
			{ path: '^src/(server|routes)/', pathNot: `^src/server/db/|^src/server/jobs/enqueue\\.ts$|\\.db\\.ts$|${tests}` },
			{ path: 'node_modules/(kysely|pg)/' }
		),
		rule(
			'adapters-know-only-the-port',
			'A provider is one file that imports gateway.ts and shared: no room, no database, no other provider.',
			{ path: '^src/server/gateway/[^/]+/', pathNot: tests },
			{ path: '^src/(?!server/gateway/gateway\\.ts$|server/shared/)' }
		),
		rule(
			'entrances-are-entered',
			'An entrance puts the house together; nothing in the house may lean on it.',
			{ path: '^src/', pathNot: entrances },
			{ path: entrances, dependencyTypesNot: ['type-only'] }
		),
		rule(
			'tests-stay-outside',
			'The product imports neither tests nor development packages.',
			{ path: '^src/', pathNot: tests },
			{ path: `${tests}|^test/|^bench/` }
		),
		rule(
			'no-circular',
			'Two files that need each other are one idea or three: split out what both use.',
			{},
			{ circular: true }
		),
		rule(
			'nothing-unresolved',
			'This import leads nowhere: correct it.',
			{ path: '^src/' },
			{ couldNotResolve: true, pathNot: '^\\$app/|^\\./\\$types' }
		)
	],
	options: {
		doNotFollow: { path: 'node_modules' },
		exclude: { path: '^build/|\\.svelte-kit/' },
		tsPreCompilationDeps: true,
		tsConfig: { fileName: 'tsconfig.json' },
		enhancedResolveOptions: {
			exportsFields: ['exports'],
			conditionNames: ['import', 'svelte', 'node', 'default'],
			extensions: ['.ts', '.js', '.svelte']
		}
	}
};
