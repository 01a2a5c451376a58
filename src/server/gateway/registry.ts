import path from 'node:path';
import { config, type Config } from '../config/index.ts';
import { isSame } from '../shared/crypto.ts';
import type { Gateway } from './gateway.ts';
import { elks } from './sms/46elks.ts';
import { android } from './sms/android.ts';
import { kannel } from './sms/kannel.ts';
import { link } from './sms/link.ts';
import { LoopbackGateway } from './sms/loopback.ts';
import { manual } from './sms/manual.ts';
import { sveve } from './sms/sveve.ts';
import { twilio } from './sms/twilio.ts';

let loopback: LoopbackGateway | undefined;
let chosen: readonly [Gateway, ...Gateway[]] | undefined;

/**
 * The gateways that messages go out by, in the order in which they are asked: what LYKT_GATEWAY says, or the simulated
 * phones, and what LYKT_GATEWAY_2 says, if anything.
 */
export function chosenGateways(): readonly [Gateway, ...Gateway[]] {
	if (chosen) return chosen;
	const { gateway, secondGateway } = config();
	return (chosen = [openGateway(gateway), ...(secondGateway ? [openGateway(secondGateway)] : [])]);
}

/** The first of them, which is asked first. */
export const chosenGateway = (): Gateway => chosenGateways()[0];

/** The simulated phones themselves, for the page on which a person plays them. */
export const simulatedPhones = (): LoopbackGateway =>
	(loopback ??= new LoopbackGateway(path.join(config().dataDir, 'phones')));

/**
 * The gateway that a call to /webhooks/NAME/SECRET is for, and the address that was called as the provider knows it.
 * @returns undefined for a gateway that is not in use and for a wrong secret, which look the same from outside.
 */
export function findCalled(
	name: string,
	secret: string,
	search: string
): { gateway: Gateway; url: string } | undefined {
	const { gateway, secondGateway } = config();
	const inUse = [gateway, ...(secondGateway ? [secondGateway] : [])];
	const place = inUse.findIndex(
		(settings) => settings.webhookSecret && isSame(`${name}/${secret}`, `${settings.name}/${settings.webhookSecret}`)
	);
	if (place < 0) return undefined;
	return { gateway: chosenGateways()[place]!, url: webhookUrl(inUse[place]!) + search };
}

/** Makes the gateway that the settings describe; config.ts has seen to it that they are complete. */
export function openGateway(settings: Config['gateway']): Gateway {
	const { name, url, sender, user, password, signingKey } = settings;
	const common = { url, sender, user, password, webhookUrl: webhookUrl(settings) };
	const withUrl = { ...common, url: url ?? '' };
	switch (name) {
		case 'loopback':
			return simulatedPhones();
		case 'manual':
			return manual;
		case 'kannel':
			return kannel(withUrl);
		case 'android':
			return android({ ...withUrl, signingKey });
		case 'twilio':
			return twilio(common);
		case '46elks':
			return elks(common);
		case 'sveve':
			return sveve(common);
		case 'link': {
			const { linkPlatform: platform, linkPartner: partner, linkGate: gate, linkInbound: inbound } = settings;
			return link({ ...withUrl, platform, partner, gate, inbound });
		}
	}
}

const webhookUrl = (settings: Config['gateway']): string =>
	`${settings.webhookOrigin}/webhooks/${settings.name}/${settings.webhookSecret}`;
