// node bench/kannel.ts: a campaign out through Debian's Kannel with its simulated SMSC on this machine, as a ratio to the
// same calls of Kannel without any of our bookkeeping: same adapter, same eight at a time. Says so where Kannel is missing.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { newId } from '../src/server/shared/ids.ts';
import type { Msisdn } from '../src/server/shared/phone.ts';
import { campaignText } from '../test/running-campaign.ts';
import { inPairs, say, someNumbers, time, withInstallation } from './installation.ts';

const messages = Number(process.env.MESSAGES ?? 2000);
const pairs = Number(process.env.PAIRS ?? 5);
const places = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/usr/lib/kannel/test'];
const find = (name: string) => places.map((place) => path.join(place, name)).find(existsSync);
const programs = { bearerbox: find('bearerbox'), smsbox: find('smsbox'), fakesmsc: find('fakesmsc') };
const missing = Object.entries(programs).flatMap(([name, place]) => (place ? [] : [name]));
const running: ChildProcess[] = [];

if (missing.length)
	console.log(`sending through Kannel: not measured, ${missing.join(', ')} not found (Debian: kannel, kannel-extras)`);
else
	await withInstallation(async (house) => {
		const ports = await freePorts(4);
		const [admin, box, smsc, send] = ports as [number, number, number, number];
		Object.assign(process.env, {
			LYKT_GATEWAY: 'kannel',
			LYKT_GATEWAY_URL: `http://127.0.0.1:${send}/cgi-bin/sendsms`,
			LYKT_GATEWAY_SENDER: '+4759440000',
			LYKT_GATEWAY_USER: 'lykt',
			LYKT_GATEWAY_PASSWORD: 'et-passord',
			LYKT_WEBHOOK_SECRET: 'en-lang-hemmelighet-for-kannel',
			LYKT_WEBHOOK_ORIGIN: 'http://127.0.0.1:9' // nobody listens: receipts are not what is measured
		});
		const { chosenGateway } = await import('../src/server/gateway/index.ts');
		const { sendCampaign } = await import('../src/server/campaign/send-campaign.ts');
		const conf = path.join(house.folder, 'kannel.conf');
		writeFileSync(conf, configuration({ admin, box, smsc, send }));
		try {
			start(programs.bearerbox!, conf);
			await isListening(box);
			await isListening(smsc);
			start(programs.smsbox!, conf);
			await isListening(send);
			start(programs.fakesmsc!, '-H', '127.0.0.1', '-r', String(smsc), '-m', '1', '+4790199999 +4759440000 text Hei');
			await sleep(1000);
			const result = await inPairs(
				pairs,
				messages,
				() => {
					const numbers = someNumbers(messages).values();
					const callOn = async () => {
						for (const number of numbers) {
							const message = { id: newId(), to: number as Msisdn, sender: 'Lykt', text: campaignText };
							const answer = await chosenGateway().send(message);
							if (answer.kind !== 'accepted') throw new Error(`Kannel said ${answer.kind}`);
						}
					};
					return time(() => Promise.all(Array.from({ length: 8 }, callOn)));
				},
				async () => {
					const id = await house.aCampaign(someNumbers(messages));
					const seconds = await time(async () => sendCampaign(await house.ctx(), id, { keepsHours: false }));
					const { rows } = await house.asOwner(
						'select count(*)::int as sent from delivery_message where campaign_id = $1 and state = $2',
						[id, 'submitted']
					);
					if ((rows as { sent: number }[])[0]!.sent !== messages) throw new Error('not everything was sent');
					return seconds;
				}
			);
			say('sending through Kannel', result, 'the same calls without bookkeeping');
		} finally {
			for (const child of running.toReversed()) await end(child);
		}
	});

function start(program: string, ...args: string[]): void {
	running.push(spawn(program, args, { stdio: 'ignore' }));
}

async function end(child: ChildProcess): Promise<void> {
	if (child.exitCode !== null || child.signalCode !== null) return;
	const gone = once(child, 'exit');
	child.kill('SIGTERM');
	const late = setTimeout(() => child.kill('SIGKILL'), 3000);
	await gone;
	clearTimeout(late);
}

async function freePorts(count: number): Promise<number[]> {
	const servers = await Promise.all(
		Array.from({ length: count }, async () => {
			const server = http.createServer().listen(0, '127.0.0.1');
			await once(server, 'listening');
			return server;
		})
	);
	const ports = servers.map((server) => (server.address() as AddressInfo).port);
	for (const server of servers) server.close();
	return ports;
}

/** Asks the system instead of knocking: the simulated SMSC would take a knock for a phone network. */
async function isListening(port: number): Promise<void> {
	const hex = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
	for (let tries = 0; tries < 200; tries++) {
		const lines = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) => readFileSync(file, 'utf8').split('\n'));
		if (lines.some((line) => line.trim().split(/\s+/)[1]?.endsWith(hex) && line.includes(' 0A '))) return;
		await sleep(100);
	}
	throw new Error(`nobody listens on ${port}`);
}

function configuration(ports: { admin: number; box: number; smsc: number; send: number }): string {
	return `
group = core
admin-port = ${ports.admin}
admin-password = passord
admin-interface = 127.0.0.1
smsbox-port = ${ports.box}
box-allow-ip = 127.0.0.1

group = smsc
smsc = fake
smsc-id = fake
port = ${ports.smsc}
connect-allow-ip = 127.0.0.1

group = smsbox
bearerbox-host = 127.0.0.1
bearerbox-port = ${ports.box}
sendsms-port = ${ports.send}
sendsms-interface = 127.0.0.1

group = sendsms-user
username = lykt
password = et-passord
user-allow-ip = 127.0.0.1

group = sms-service
keyword = default
catch-all = true
text = ""
max-messages = 0
`;
}
