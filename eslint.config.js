// Lint: what a compiler cannot see. Our own rules stand first; each says what to do instead.
import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';

const tests = ['**/*.test.ts', 'test/**'];
const tools = ['scripts/**', 'bench/**', '*.config.{js,ts}', '.dependency-cruiser.cjs'];
const entrances = ['src/{server,worker,cli,demo,house}.ts', 'src/hooks.server.ts'];

const no = {
	machineClock: [
		{
			selector: "NewExpression[callee.name='Date'][arguments.length=0]",
			message:
				'Take the time from `ctx.now`, so that it can be tested and moved. Without a ctx: machineNow() of #shared/clock.ts.'
		},
		{
			selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
			message: 'Take the time from `ctx.now`; for durations use stopwatch() of #shared/clock.ts.'
		},
		{
			selector: "MemberExpression[object.name='Temporal'][property.name='Now']",
			message: 'Take the time from `ctx.now`; without a ctx: machineNow() of #shared/clock.ts.'
		}
	],
	environment: [
		{
			selector: "MemberExpression[object.name='process'][property.name='env']",
			message: 'Settings are read once, in src/server/config/config.ts. Add it there and ask config().'
		}
	],
	looseRows: [
		{
			selector: "CallExpression[callee.property.name='selectAll'], CallExpression[callee.property.name='returningAll']",
			message: 'Name the columns: a new one must not slip out by itself.'
		}
	],
	queries: [
		{
			selector: 'CallExpression[callee.property.name=/^(selectFrom|insertInto|updateTable|deleteFrom|mergeInto)$/]',
			message: 'Queries live in <room>.db.ts: write a function there and call it from here.'
		}
	],
	spread: [
		{
			selector: 'SpreadElement',
			message: 'What leaves the house is named field by field: a spread lets a new column slip out.'
		}
	],
	defaultExport: [
		{
			selector: 'ExportDefaultDeclaration',
			message: 'Export by name: `export function logContact`. A name is found by searching.'
		}
	],
	stores: [
		{
			selector: "ImportDeclaration[source.value='svelte/store']",
			message:
				'Use runes ($state, $derived); a store would also need its own lint rule, which costs a tenth of the time.'
		}
	],
	englishSort: [
		{
			selector: "CallExpression[callee.property.name='localeCompare'][arguments.length<2]",
			message: "Say the language: localeCompare(other, 'nb'). Otherwise the machine's own language sorts æ, ø and å."
		}
	]
};
const everywhere = [...no.looseRows, ...no.defaultExport, ...no.englishSort, ...no.stores];
const restrict = (...kinds) => ({ 'no-restricted-syntax': ['error', ...kinds.flat()] });

const unsafe = ['member-access', 'assignment', 'argument', 'return', 'call'].map(
	(act) => `@typescript-eslint/no-unsafe-${act}`
);

const cryptography = {
	paths: [
		{
			name: 'node:crypto',
			message: 'Use #shared/crypto.ts (hash, compare, secrets) or #shared/ids.ts; keys belong to the keyholder.'
		},
		{ name: 'crypto', message: 'Use #shared/crypto.ts.' }
	]
};
const pools = { group: ['**/db/pool.ts'], message: 'Only entrances and tests open a connection. Take `ctx.db`.' };
const domain = {
	regex: '^#(?!ui/|messages$|locale$)|/(server|routes|keyholder)/',
	message: 'src/ui is the design system and knows no domain: let the page pass it in.'
};
const staffSide = {
	regex:
		'^#(?!visitor$|shared/|live$|config$|db$)|/server/(?!visitor/index|shared/|live/index|config/index|db/index)|/routes/',
	message: 'The anonymous side has one door: #visitor.'
};

export default ts.config(
	{
		ignores: [
			'build/',
			'.svelte-kit/',
			'src/paraglide/',
			'src/server/db/types.ts',
			'test-results/',
			'playwright-report/',
			'data*/',
			'static/',
			'docs/'
		]
	},
	js.configs.recommended,
	...ts.configs.strictTypeChecked,
	...svelte.configs.recommended,
	{
		languageOptions: {
			globals: globals.node,
			parserOptions: {
				projectService: { allowDefaultProject: ['eslint.config.js', 'vitest.config.ts', '.dependency-cruiser.cjs'] },
				extraFileExtensions: ['.svelte'],
				tsconfigRootDir: import.meta.dirname
			}
		},
		linterOptions: { reportUnusedDisableDirectives: 'error' }
	},
	{
		files: ['**/*.svelte', '**/*.svelte.ts'],
		languageOptions: { globals: globals.browser, parserOptions: { parser: ts.parser } }
	},
	{
		// Types of other components' snippets and generics are any here; svelte-check judges them.
		files: ['**/*.svelte'],
		rules: {
			...Object.fromEntries(unsafe.map((name) => [name, 'off'])),
			'@typescript-eslint/no-unnecessary-type-assertion': 'off'
		}
	},
	{
		rules: {
			'@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
			'@typescript-eslint/no-confusing-void-expression': 'off', // `return stop();` ends a branch
			'@typescript-eslint/no-meaningless-void-operator': 'off', // `void (await …)` says that the answer is not wanted
			'@typescript-eslint/no-misused-spread': 'off', // texts are spread by code point, on purpose
			'@typescript-eslint/no-unnecessary-condition': 'off', // it does not see what a callback changes meanwhile
			'@typescript-eslint/no-unsafe-enum-assignment': 'off', // there are no enums (erasableSyntaxOnly), and looking costs a third
			'@typescript-eslint/only-throw-error': ['error', { allowThrowingUnknown: true, allowRethrowing: true }],
			'preserve-caught-error': 'off', // words for a terminal stand alone; a library's error may quote data
			'@typescript-eslint/no-non-null-assertion': 'off', // `!` is how one answers noUncheckedIndexedAccess
			'svelte/require-store-reactive-access': 'off', // there are no stores: see no.stores above
			'svelte/no-useless-mustaches': 'off', // `{' '}` is the one space that Prettier leaves alone
			'svelte/prefer-writable-derived': 'off', // `scripted` must differ between server and browser
			'svelte/no-navigation-without-resolve': 'off' // Lykt always stands at the root of its address
		}
	},

	{ files: ['src/visitors/*.js'], ...ts.configs.disableTypeChecked },
	{ files: ['src/visitors/*.js'], languageOptions: { globals: globals.browser } },
	{ files: ['src/**/*.{ts,svelte}'], rules: restrict(everywhere, no.machineClock, no.environment) },
	{
		files: ['src/ui/**'],
		rules: {
			...restrict(everywhere, no.environment),
			'@typescript-eslint/no-restricted-imports': ['error', { patterns: [domain] }]
		}
	},
	{
		files: ['src/visitors/**'],
		ignores: tests,
		rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns: [staffSide] }] }
	},
	{
		files: ['src/server/**', 'src/routes/**/*.ts', 'src/worker.ts'],
		ignores: tests,
		rules: {
			...restrict(everywhere, no.machineClock, no.environment, no.queries),
			'@typescript-eslint/no-restricted-imports': ['error', { ...cryptography, patterns: [pools] }]
		}
	},
	{ files: ['src/**/*.db.ts', 'src/server/db/**'], rules: restrict(everywhere, no.machineClock, no.environment) },
	{
		files: ['src/**/present-*.ts'],
		rules: restrict(everywhere, no.machineClock, no.environment, no.queries, no.spread)
	},
	{ files: ['src/server/shared/clock.ts'], rules: restrict(everywhere, no.environment) },
	{ files: ['src/server/config/config.ts', ...entrances], rules: restrict(everywhere, no.machineClock) },
	{
		files: ['src/server/shared/{crypto,ids}.ts', 'src/server/db/**'],
		rules: { '@typescript-eslint/no-restricted-imports': 'off' }
	},
	{
		files: tests,
		rules: {
			...restrict(no.englishSort),
			'@typescript-eslint/no-explicit-any': 'off',
			'@typescript-eslint/require-await': 'off', // a stand-in for something slow may be quick
			// What a test reads back (JSON, a row) is judged by expect(), not by its type.
			...Object.fromEntries(unsafe.map((name) => [name, 'off']))
		}
	},
	{ files: tools, rules: restrict(no.englishSort) },
	{ files: ['*.config.js', '.dependency-cruiser.cjs'], ...ts.configs.disableTypeChecked },
	{ files: ['.dependency-cruiser.cjs'], languageOptions: { globals: globals.node, sourceType: 'commonjs' } }
);
