// The house as it is drawn in ARCHITECTURE.md: one word is one room, one alias, one table prefix, one message prefix, one
// entry in the glossary. And every wall is shown to stand: a planted sin is caught.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { ESLint } from 'eslint';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const entries = (folder: string) => readdirSync(path.join(root, folder), { withFileTypes: true });
const foldersIn = (folder: string) => entries(folder).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
const filesIn = (folder: string) => entries(folder).flatMap((entry) => (entry.isFile() ? [entry.name] : []));

const rooms = foldersIn('src/server').sort();
const roomsWithDoor = rooms.filter((room) => room !== 'shared');

describe('one word is one room', () => {
	test('every room has an alias, and every alias of a room leads to its door', () => {
		const { imports } = JSON.parse(read('package.json')) as { imports: Record<string, string> };
		const toRooms = Object.entries(imports).filter(([, target]) => target.startsWith('./src/server/'));
		const expected = roomsWithDoor.map((room) => [`#${room}`, `./src/server/${room}/index.ts`]);
		expect(Object.fromEntries(toRooms)).toEqual({
			...Object.fromEntries(expected),
			'#shared/*': './src/server/shared/*'
		});
	});

	test('every room has a door that begins by saying what the room is', () => {
		for (const room of roomsWithDoor) {
			expect(read(`src/server/${room}/index.ts`).split('\n')[0], room).toMatch(
				/^\/\*\* \p{Lu}.+\. ?\*\/$|^\/\*\* \p{Lu}.+\.$/u
			);
		}
	});

	test('every room stands on exactly one shelf', () => {
		const { forbidden } = createRequire(import.meta.url)(path.join(root, '.dependency-cruiser.cjs')) as Walls;
		const shelves = forbidden.filter((rule) => rule.name.startsWith('downhill-only-'));
		const onShelves = shelves.flatMap((rule) => /\((.+)\)/.exec(String(rule.from.path))![1]!.split('|'));
		expect(onShelves.toSorted()).toEqual(rooms);
	});

	test('every room is explained in the glossary, and the glossary explains no other', () => {
		const section = /^## Rooms$(.+?)^## /ms.exec(read('GLOSSARY.md'))![1]!;
		const explained = [...section.matchAll(/^- \*\*(\w+)\*\* /gm)].map(([, room]) => room);
		expect(explained.toSorted()).toEqual(rooms);
	});

	test('every table and every function of the database begins with the name of a room', () => {
		const schema = read('db/schema.sql');
		const names = [...schema.matchAll(/^create (?:table|or replace function) (?:public\.)?(\w+)/gim)].map(
			([, name]) => name!
		);
		expect(names.length).toBeGreaterThan(20);
		expect(names.filter((name) => !rooms.includes(name.split('_')[0]!))).toEqual([]);
	});

	test('no folder is a drawer', () => {
		const drawers = ['src', 'test', 'scripts', 'bench']
			.flatMap((top) => allFolders(top))
			.filter((folder) => /\/(utils?|helpers?|common|misc|lib)$/.test(folder));
		expect(drawers).toEqual([]);
	});

	test('a migration is plain SQL with a date, so that it can be read in ten years', () => {
		const names = filesIn('db/migrations');
		expect(names.length).toBeGreaterThan(0);
		expect(names.filter((name) => !/^\d{4}-\d{2}-\d{2}-\d+-[a-z-]+\.sql$/.test(name))).toEqual([]);
	});
});

describe('words', () => {
	const files = filesIn('messages/nb').sort();

	test('both languages have the same files, and each file belongs to a room or to the design system', () => {
		expect(filesIn('messages/en').sort()).toEqual(files);
		expect(files.filter((file) => ![...rooms, 'ui'].includes(file.replace(/\.json$/, '')))).toEqual([]);
	});

	test('every file is compiled', () => {
		for (const file of files) expect(read('project.inlang/settings.json')).toContain(`./messages/{locale}/${file}`);
	});

	test.each(files)('%s: keys begin with the name of the room, and both languages say the same things', (file) => {
		const [nb, en] = [messagesOf('nb', file), messagesOf('en', file)];
		const room = file.replace(/\.json$/, '');
		expect(Object.keys(nb).filter((key) => !new RegExp(`^${room}_[a-z0-9_]+$`).test(key))).toEqual([]);
		expect(Object.keys(en).sort()).toEqual(Object.keys(nb).sort());
		for (const key of Object.keys(nb)) expect(paramsOf(en[key]), key).toEqual(paramsOf(nb[key]));
	});
});

/** One sin per wall: where it is committed, what is written there, and what else must stand for it to be possible. */
const sins: { wall: string; file: string; code: string; with?: Record<string, string> }[] = [
	{ wall: 'downhill-only-shared', file: 'src/server/shared/sin.ts', code: `import '../config/index.ts';` },
	{ wall: 'downhill-only-config', file: 'src/server/config/sin.ts', code: `import '../db/index.ts';` },
	{ wall: 'downhill-only-db', file: 'src/server/db/sin.ts', code: `import '../vault/index.ts';` },
	{ wall: 'downhill-only-vault', file: 'src/server/audit/sin.ts', code: `import '../jobs/index.ts';` },
	{ wall: 'downhill-only-staff', file: 'src/server/programme/sin.ts', code: `import { may } from '#staff';` },
	{ wall: 'downhill-only-text', file: 'src/server/text/sin.ts', code: `import '../arena/index.ts';` },
	{
		wall: 'downhill-only-arena',
		file: 'src/server/suppression/sin.ts',
		code: `import type { Attempt } from '../attempt/index.ts';`
	},
	{ wall: 'downhill-only-chat', file: 'src/server/chat/sin.ts', code: `import '../conversation/index.ts';` },
	{ wall: 'downhill-only-attempt', file: 'src/server/conversation/sin.ts', code: `import '../attempt/index.ts';` },
	{ wall: 'downhill-only-delivery', file: 'src/server/delivery/sin.ts', code: `import '../campaign/index.ts';` },
	{ wall: 'downhill-only-contact', file: 'src/server/contact/sin.ts', code: `import '../campaign/index.ts';` },
	{ wall: 'downhill-only-report', file: 'src/server/retention/sin.ts', code: `import '../report/index.ts';` },
	{ wall: 'downhill-only-publication', file: 'src/server/question/sin.ts', code: `import '../publication/index.ts';` },
	{ wall: 'one-door', file: 'src/server/campaign/sin-door.ts', code: `import '../text/segments.ts';` },
	{ wall: 'routes-use-doors', file: 'src/routes/(staff)/sin.ts', code: `import '../../server/contact/contact.db.ts';` },
	{
		wall: 'routes-leave-plumbing-alone',
		file: 'src/routes/(staff)/sin-plumbing.ts',
		code: `import { openDatabase } from '#db';`
	},
	{
		wall: 'routes-do-not-configure',
		file: 'src/routes/(staff)/sin-config.ts',
		code: `import { config } from '#config';`
	},
	{ wall: 'visitor-sees-only-visitor', file: 'src/visitors/sin.ts', code: `import '#programme';` },
	{
		wall: 'visitor-never-reaches-people',
		file: 'src/server/visitor/sin.ts',
		code: `import '../programme/looks-innocent.ts';`,
		with: { 'src/server/programme/looks-innocent.ts': `import '#contact';` }
	},
	{
		wall: 'rooms-know-no-framework',
		file: 'src/server/contact/sin-kit.ts',
		code: `import { error } from '@sveltejs/kit';`
	},
	{ wall: 'rooms-return-codes', file: 'src/server/contact/sin-words.ts', code: `import { m } from '#messages';` },
	{
		wall: 'rooms-know-no-screens',
		file: 'src/server/contact/sin-screen.ts',
		code: `import '../../routes/(staff)/words.ts';`
	},
	{
		wall: 'ui-knows-no-domain',
		file: 'src/ui/Sin.svelte',
		code: `<script lang="ts">import { genders } from '#contact';</script>{genders}`
	},
	{ wall: 'keyholder-stands-alone', file: 'src/keyholder/sin.ts', code: `import '../server/vault/index.ts';` },
	{ wall: 'keys-stay-with-the-keyholder', file: 'src/server/vault/sin.ts', code: `import '../../keyholder/keys.ts';` },
	{
		wall: 'only-the-vault-talks-to-the-keyholder',
		file: 'src/server/contact/sin-keyholder.ts',
		code: `import '../../keyholder/frames.ts';`
	},
	{ wall: 'only-db-files-speak-sql', file: 'src/server/contact/sin-sql.ts', code: `import { sql } from 'kysely';` },
	{
		wall: 'adapters-know-only-the-port',
		file: 'src/server/gateway/sms/sin.ts',
		code: `import '../../config/index.ts';`
	},
	{ wall: 'entrances-are-entered', file: 'src/server/contact/sin-entrance.ts', code: `import '../../house.ts';` },
	{ wall: 'tests-stay-outside', file: 'src/server/contact/sin-test.ts', code: `import '../../../test/database.ts';` },
	{
		wall: 'no-circular',
		file: 'src/server/contact/sin-circle.ts',
		code: `import './sin-round.ts';`,
		with: { 'src/server/contact/sin-round.ts': `import './sin-circle.ts';` }
	},
	{ wall: 'nothing-unresolved', file: 'src/server/contact/sin-nowhere.ts', code: `import './nowhere.ts';` }
];

interface Walls {
	forbidden: { name: string; comment: string; from: { path?: string } }[];
}
interface Cruised {
	summary: { violations: { from: string; rule: { name: string } }[] };
}

describe('the walls', () => {
	let copy: string;
	beforeAll(() => (copy = copyOfTheHouse()));
	afterAll(() => rmSync(copy, { recursive: true }));

	test('every wall says what to do instead, and has a sin that tries it', () => {
		const { forbidden } = createRequire(import.meta.url)(path.join(root, '.dependency-cruiser.cjs')) as Walls;
		for (const { name, comment } of forbidden) expect(comment.length, name).toBeGreaterThan(8);
		expect(sins.map(({ wall }) => wall)).toEqual(forbidden.map(({ name }) => name));
	});

	test('the house as it stands keeps them all; each planted sin is caught', () => {
		const planted = new Set(sins.flatMap(({ file, with: more }) => [file, ...Object.keys(more ?? {})]));
		for (const { file, code, with: more } of sins) {
			for (const [name, text] of Object.entries({ ...more, [file]: code })) {
				mkdirSync(path.dirname(path.join(copy, name)), { recursive: true });
				writeFileSync(path.join(copy, name), `${text}\n`);
			}
		}
		const caught = violationsIn(copy);
		expect(caught.filter((one) => !planted.has(one.slice(one.indexOf(': ') + 2)))).toEqual([]);
		expect(sins.filter(({ wall, file }) => !caught.includes(`${wall}: ${file}`))).toEqual([]);
	});
});

/** Our own lint rules: the code is linted as if it stood in that (real) file. */
const faults: { what: string; file: string; code: string; rule: string }[] = [
	{
		what: 'the machine’s clock',
		file: 'src/server/contact/contact.ts',
		code: 'export const a = new Date();',
		rule: 'no-restricted-syntax'
	},
	{
		what: 'the machine’s clock in milliseconds',
		file: 'src/server/contact/contact.ts',
		code: 'export const a = Date.now();',
		rule: 'no-restricted-syntax'
	},
	{
		what: 'the environment',
		file: 'src/server/contact/contact.ts',
		code: 'export const a = process.env.HOME;',
		rule: 'no-restricted-syntax'
	},
	{
		what: 'a query outside a .db file',
		file: 'src/server/contact/contact.ts',
		code: `import type { Ctx } from '#db';\nexport const a = (ctx: Ctx) => ctx.db.selectFrom('contact').select('id').execute();`,
		rule: 'no-restricted-syntax'
	},
	{
		what: 'all columns',
		file: 'src/server/contact/contact.db.ts',
		code: `import type { Ctx } from '#db';\nexport const a = (ctx: Ctx) => ctx.db.selectFrom('contact').selectAll().execute();`,
		rule: 'no-restricted-syntax'
	},
	{
		what: 'a row spread to the outside',
		file: 'src/routes/api/present-campaign.ts',
		code: 'export const a = (row: { id: string }) => ({ ...row });',
		rule: 'no-restricted-syntax'
	},
	{
		what: 'a default export',
		file: 'src/server/contact/contact.ts',
		code: 'export default 1;',
		rule: 'no-restricted-syntax'
	},
	{
		what: 'cryptography of one’s own',
		file: 'src/server/contact/contact.ts',
		code: `import { createHash } from 'node:crypto';\nexport const a = createHash('md5');`,
		rule: '@typescript-eslint/no-restricted-imports'
	},
	{
		what: 'a promise nobody waits for',
		file: 'src/server/contact/contact.ts',
		code: 'export const a = () => {\n\tPromise.resolve(1);\n};',
		rule: '@typescript-eslint/no-floating-promises'
	},
	{
		what: 'any',
		file: 'src/server/contact/contact.ts',
		code: 'export const a = (b: any) => Boolean(b);',
		rule: '@typescript-eslint/no-explicit-any'
	},
	{
		what: 'a type of the domain in the design system',
		file: 'src/ui/Tag.svelte',
		code: `<script lang="ts">\n\timport type { Contact } from '#contact';\n\tlet { a }: { a: Contact } = $props();\n</script>\n\n{a.id}`,
		rule: '@typescript-eslint/no-restricted-imports'
	},
	{
		what: 'a type of the staff side on the visitors’ page',
		file: 'src/visitors/html.ts',
		code: `import type { Contact } from '#contact';\n\nexport const idOf = ({ id }: Contact): string => id;`,
		rule: '@typescript-eslint/no-restricted-imports'
	},
	{
		what: 'a promise nobody waits for, on a page',
		file: 'src/ui/Tag.svelte',
		code: `<script lang="ts">\n\tconst a = async () => Promise.resolve(1);\n\ta();\n</script>\n\nx`,
		rule: '@typescript-eslint/no-floating-promises'
	}
];

describe('lint', () => {
	const eslint = new ESLint({ cwd: root });

	test('nothing is found in harmless code', async () => {
		const [result] = await eslint.lintText('export const a = (now: Date) => now.getTime();\n', {
			filePath: path.join(root, 'src/server/contact/contact.ts')
		});
		expect(result!.messages).toEqual([]);
	});

	test.each(faults)('$what is found', async ({ file, code, rule }) => {
		const [result] = await eslint.lintText(`${code}\n`, { filePath: path.join(root, file) });
		expect(result!.messages.map(({ ruleId }) => ruleId)).toContain(rule);
	});
});

function allFolders(folder: string): string[] {
	return [folder, ...foldersIn(folder).flatMap((name) => allFolders(`${folder}/${name}`))];
}

function messagesOf(locale: string, file: string): Record<string, unknown> {
	const { $schema, ...messages } = JSON.parse(read(`messages/${locale}/${file}`)) as Record<string, unknown>;
	expect($schema).toBeTypeOf('string');
	return messages;
}

/** What a message must be given: the `{names}` in a plain one, the declared inputs of one with variants. */
function paramsOf(message: unknown): string[] {
	const text = JSON.stringify(message);
	const locals = [...text.matchAll(/"local (\w+)/g)].map(([, name]) => name);
	const names = [...text.matchAll(/"input (\w+)|(?<!")\{(\w+)\}|"\{(\w+)\}/g)].map(
		(found) => found[1] ?? found[2] ?? found[3]
	);
	return [...new Set(names)]
		.filter((name) => !locals.includes(name))
		.map(String)
		.sort();
}

/** The house as it stands, in a scratch folder where sins can be planted. */
function copyOfTheHouse(): string {
	const folder = mkdtempSync(path.join(os.tmpdir(), 'lykt-walls-'));
	for (const part of ['src', 'scripts', 'test', 'messages', 'db/migrations', 'package.json', '.dependency-cruiser.cjs'])
		cpSync(path.join(root, part), path.join(folder, part), { recursive: true });
	symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
	writeFileSync(
		path.join(folder, 'tsconfig.json'),
		'{ "compilerOptions": { "allowImportingTsExtensions": true, "noEmit": true } }'
	);
	writeFileSync(path.join(folder, 'src/routes/(staff)/words.ts'), 'export {};\n');
	return folder;
}

function violationsIn(folder: string): string[] {
	const args = [
		path.join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs'),
		'--output-type',
		'json',
		'src'
	];
	const text = execFileSync(process.execPath, args, {
		cwd: folder,
		encoding: 'utf8',
		maxBuffer: 100_000_000,
		stdio: ['ignore', 'pipe', 'inherit']
	});
	return (JSON.parse(text) as Cruised).summary.violations.map(({ from, rule }) => `${rule.name}: ${from}`);
}
