// npm run lykt -- <command>: what an administrator does at the machine. Works while Lykt runs and when it does not.
import { parseArgs } from 'node:util';
import { load2013 } from './demo-2013.ts';
import { openHouse, type House } from './house.ts';
import { config } from './server/config/index.ts';
import { listLoudSettings } from './server/db/index.ts';
import { isRole, roles, type Role } from './server/shared/actor.ts';
import { LyktError } from './server/shared/errors.ts';
import { addToken, countOf, inviteStaff } from './server/staff/index.ts';

interface Command {
	usage: string;
	help: string;
	run(house: House, args: string[]): Promise<void>;
}

const commands: Record<string, Command> = {
	'token add': {
		usage: 'token add --name NAME --role ROLE [--role ROLE]',
		help: 'makes a service account for the API and prints its token, once, on the last line',
		run: async (house, args) => {
			const { name, chosen } = readNameAndRoles(args);
			console.log(await addToken(await house.systemCtx('lykt token add'), { name, roles: chosen }));
		}
	},
	'staff add': {
		usage: 'staff add --name NAME --email ADDRESS --role ROLE [--role ROLE]',
		help: 'invites a colleague and prints the link, valid for seven days',
		run: async (house, args) => {
			const { name, chosen, email } = readNameAndRoles(args, true);
			const invited = await inviteStaff(await house.systemCtx('lykt staff add'), { name, email, roles: chosen });
			if (!invited.ok) throw new UsageError(`There is an account with the address ${email} already.`);
			console.log(`${config().staffOrigin}/invitation/${invited.secret}`);
		}
	},
	'report year': {
		usage: 'report year YEAR --out FOLDER [--view public|internal] [--language nb|en]',
		help: 'writes the year report as web page, PDF, DOCX, workbook and CSV; the public view unless said otherwise',
		run: async (house, args) => {
			const { writeYearReport } = await import('./year-report.ts'); // the libraries are large, and needed by few
			const asked = readReport(args);
			const written = await writeYearReport(await house.systemCtx('lykt report'), asked);
			if (!written.ok) throw new LyktError('forbidden', notWritten[written.why](asked.year));
			for (const line of written.lines) console.log(line);
		}
	},
	'demo load 2013': {
		usage: 'demo load 2013',
		help: 'loads the rebuilt report of 2013 (synthetic contacts) into an empty or invented service',
		run: async (house) => {
			const loaded = await load2013(await house.systemCtx('lykt demo load'));
			if (!loaded.ok) throw new LyktError('forbidden', notLoaded[loaded.why]);
			console.log('Loaded: 354 synthetic contacts and the numbers of the report of 2013.');
			console.log('Try: npm run lykt -- report year 2012 --out report-2012');
		}
	},
	doctor: {
		usage: 'doctor',
		help: 'checks that the database, its schema, its log and the settings are in order',
		run: async (house) => {
			const ctx = await house.systemCtx('lykt doctor');
			const { staff, services } = await countOf(ctx);
			const loud = await listLoudSettings(ctx);
			console.log(`Settings are readable. Data: ${config().dataDir}`);
			console.log('The database answers and has the newest schema.');
			console.log(`Accounts: ${staff} people, ${services} service accounts.`);
			if (!loud.length) console.log('PostgreSQL writes no statement and no value to its log.');
			for (const { name, value, wanted } of loud)
				console.log(`PostgreSQL's log may tell what was written: ${name} is ${value} and should be ${wanted}.`);
		}
	}
};

const notLoaded = {
	realService:
		'This is a real service, or has contacts of its own. Nothing was loaded. Use a data folder of its own (LYKT_DATA).',
	alreadyLoaded: 'The report of 2013 is loaded already. Nothing was changed.'
};

const notWritten = {
	notOver: (year: number) =>
		`The public report of ${year} can be written when the year is over. --view internal can be written now.`,
	nothing: (year: number) => `Nothing is registered in ${year}. No file was written.`
};

class UsageError extends Error {}

/** @returns the exit code: 0 done, 1 it could not be done, 2 the call was wrong. */
async function main(args: string[]): Promise<number> {
	const name = Object.keys(commands).find((known) => known === args.slice(0, known.split(' ').length).join(' '));
	const asksForHelp = args.length === 0 || args.includes('--help') || args[0] === 'help';
	if (asksForHelp || !name) {
		console.log(name ? describe(commands[name]!) : overview());
		return asksForHelp ? 0 : 2;
	}
	let house: House | undefined;
	try {
		house = await openHouse({ keepServers: true });
		await commands[name]!.run(house, args.slice(name.split(' ').length));
		return 0;
	} catch (error) {
		if (error instanceof UsageError) {
			console.error(`${error.message}\n\n${describe(commands[name]!)}`);
			return 2;
		}
		if (!(error instanceof LyktError)) throw error;
		console.error(error.message);
		return 1;
	} finally {
		await house?.close();
	}
}

function readNameAndRoles(args: string[], withEmail = false): { name: string; email: string; chosen: Role[] } {
	let values: { name?: string; email?: string; role?: string[] };
	try {
		({ values } = parseArgs({
			args,
			options: { name: { type: 'string' }, email: { type: 'string' }, role: { type: 'string', multiple: true } }
		}));
	} catch (error) {
		throw new UsageError((error as Error).message);
	}
	const { name = '', email = '', role = [] } = values;
	const unknown = role.find((text) => !isRole(text));
	if (!name.trim()) throw new UsageError('A name is missing.');
	if (withEmail && !/^\S+@\S+\.\S+$/.test(email)) throw new UsageError('An e-mail address is missing.');
	if (!role.length) throw new UsageError(`A role is missing. There are: ${roles.join(', ')}.`);
	if (unknown) throw new UsageError(`There is no role "${unknown}". There are: ${roles.join(', ')}.`);
	return { name: name.trim(), email: email.trim().toLowerCase(), chosen: [...new Set(role.filter(isRole))] };
}

function readReport(args: string[]): {
	year: number;
	out: string;
	view: 'public' | 'internal';
	language: 'nb' | 'en' | undefined;
} {
	try {
		const { values, positionals } = parseArgs({
			args,
			allowPositionals: true,
			options: { out: { type: 'string' }, view: { type: 'string' }, language: { type: 'string' } }
		});
		const { out = '', view = 'public', language } = values;
		if (positionals.length !== 1 || !/^2[01]\d\d$/.test(positionals[0]!))
			throw new UsageError('A year is missing, such as 2012.');
		if (!out) throw new UsageError('A folder to write to is missing: --out FOLDER.');
		if (view !== 'public' && view !== 'internal') throw new UsageError('The view is public or internal.');
		if (language !== undefined && language !== 'nb' && language !== 'en')
			throw new UsageError('The language is nb or en.');
		return { year: Number(positionals[0]), out, view, language };
	} catch (error) {
		if (error instanceof UsageError) throw error;
		throw new UsageError((error as Error).message);
	}
}

const describe = (command: Command) => `npm run lykt -- ${command.usage}\n    ${command.help}`;
const overview = () => Object.values(commands).map(describe).join('\n');

process.exitCode = await main(process.argv.slice(2));
