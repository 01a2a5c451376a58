import pg from 'pg';

/** One connection that does nothing but hear what other processes have committed. */
export interface Line {
	close(): Promise<void>;
}

/**
 * Opens it.
 * @param onIds called with the ids of one notice. @param onLost called once, when the connection is gone.
 * @throws when the database does not answer.
 */
export async function openLine(url: string, onIds: (ids: string[]) => void, onLost: () => void): Promise<Line> {
	const client = new pg.Client({ connectionString: url, keepAlive: true });
	let isOver = false;
	const lose = () => {
		if (isOver) return;
		isOver = true;
		onLost();
	};
	client.on('error', lose).on('end', lose);
	client.on('notification', ({ payload }) => onIds((payload ?? '').split(',')));
	await client.connect();
	await client.query('listen lykt_chat');
	return {
		async close() {
			isOver = true;
			await client.end().catch(() => undefined);
		}
	};
}
