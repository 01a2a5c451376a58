// A web process of the visitors' side by itself (src/visitors/processes.test.ts): says its address on standard output, and
// ends when it is told or killed. The address of the database is on the command line.
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { openDatabase, readClock } from '../src/server/db/index.ts';
import { listen } from '../src/server/live/index.ts';
import { openVisitors } from '../src/visitors/serve.ts';

const url = process.argv[2]!;
const db = openDatabase(url, 4);
const live = await listen(url);
const { handle } = openVisitors({
	live,
	ctxNow: async () => ({ actor: { kind: 'visitor' }, now: await readClock(db), db })
});
const server = http.createServer(handle).listen(0, '127.0.0.1');
await once(server, 'listening');
process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
process.stdin.on('end', () => process.exit(0)).resume(); // nobody is left who started it
