import { machineNow } from './clock.ts';

/**
 * One line per event on standard output: time, level, event, and fields. Fields are ids, counts and codes; never
 * content, numbers, tags or addresses of people.
 */
export const log = {
	info: (event: string, fields: Fields = {}) => write('info', event, fields),
	warn: (event: string, fields: Fields = {}) => write('warn', event, fields),
	/** An error's name, code and stack without its message: messages of libraries may quote the data they choked on. */
	error: (event: string, error: unknown, fields: Fields = {}) =>
		write('error', event, { ...fields, ...describe(error) })
};

type Fields = Record<string, string | number | boolean | null | undefined>;

function write(level: string, event: string, fields: Fields): void {
	// eslint-disable-next-line no-restricted-syntax -- shared/ stands below config; only the tests set it
	if (process.env.LYKT_QUIET && level !== 'error') return;
	const rest = Object.entries(fields).map(([key, value]) => `${key}=${JSON.stringify(value ?? null)}`);
	process.stderr.write([machineNow().toISOString(), level, event, ...rest].join(' ') + '\n');
}

function describe(error: unknown): Fields {
	if (!(error instanceof Error)) return { error: typeof error };
	const code = (error as { code?: unknown }).code;
	const frames = (error.stack ?? '').split('\n').filter((line) => line.trimStart().startsWith('at '));
	return {
		error: error.name,
		code: typeof code === 'string' ? code : undefined,
		at: frames
			.slice(0, 4)
			.map((line) => line.trim().replace(/\(?file:\/\/\S*\/(?=src|build|node_modules)/, ''))
			.join(' < ')
	};
}
