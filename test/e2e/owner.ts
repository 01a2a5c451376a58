import { readFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';

/** A query as the owner of the database in a data folder, for what no page can do: move time, look behind the screens. */
export async function asOwnerOf(
	data: string,
	query: string,
	values: unknown[] = []
): Promise<pg.QueryResult<Record<string, unknown>>> {
	const secret = readFileSync(path.join(data, 'owner.secret'), 'utf8');
	const socket = encodeURIComponent(path.join(data, 'db', 's'));
	const client = new pg.Client({ connectionString: `postgres://lykt:${secret}@${socket}/lykt` });
	await client.connect();
	try {
		return await client.query<Record<string, unknown>>(query, values);
	} finally {
		await client.end();
	}
}
