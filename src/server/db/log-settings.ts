import { sql } from 'kysely';
import type { Ctx } from './ctx.ts';

/** What PostgreSQL must be told not to write into its own log; the built-in one is (embedded.ts). */
const quiet: Record<string, readonly string[]> = {
	log_statement: ['none'],
	log_min_duration_statement: ['-1'],
	log_min_duration_sample: ['-1'],
	log_transaction_sample_rate: ['0'],
	log_min_error_statement: ['panic', 'fatal'],
	log_parameter_max_length_on_error: ['0'],
	log_error_verbosity: ['terse']
};

/**
 * Which settings of the database's log could let a statement, or a value in one, be written to a file of PostgreSQL's. With
 * an address of one's own (`DATABASE_URL`) nobody but its administrator can change them.
 * @returns each with what it is and what it should be; none when all is quiet.
 */
export async function listLoudSettings({
	db
}: Pick<Ctx, 'db'>): Promise<{ name: string; value: string; wanted: string }[]> {
	const { rows } = await sql<{ name: string; value: string }>`
		select name, setting as value from pg_settings where name = any (${Object.keys(quiet)}) order by name`.execute(db);
	return rows
		.filter(({ name, value }) => !quiet[name]!.includes(value))
		.map(({ name, value }) => ({ name, value, wanted: quiet[name]![0]! }));
}
