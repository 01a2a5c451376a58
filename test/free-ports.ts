import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * Two ports that nobody listens on: these and the next, or others further up when somebody else runs the same journeys on
 * this machine. Below those that the system gives out by itself, so that nobody is given one of them meanwhile.
 */
export async function freePorts(first: number): Promise<[number, number]> {
	for (let port = first; port < 32_000; port += 100)
		if ((await isFree(port)) && (await isFree(port + 1))) return [port, port + 1];
	throw new Error(`There is no free port among ${first}, ${first + 100} and on.`);
}

async function isFree(port: number): Promise<boolean> {
	const server = createServer();
	try {
		server.listen(port);
		await once(server, 'listening');
		return true;
	} catch {
		return false;
	} finally {
		server.close();
	}
}
