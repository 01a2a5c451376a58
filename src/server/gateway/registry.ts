import path from 'node:path';
import { config, type Config } from '../config/index.ts';
import { isSame } from '../shared/crypto.ts';
import type { Gateway } from './gateway.ts';
import { elks } from './sms/46elks.ts';
import { android } from './sms/android.ts';
import { kannel } from './sms/kannel.ts';
import { link } from './sms/link.ts';
import { LoopbackGateway } from './sms/loopback.ts';
import { sveve } from './sms/sveve.ts';
import { twilio } from './sms/twilio.ts';

let loopback: LoopbackGateway | undefined;
let chosen: Gateway | undefined;

/** The gateway that messages go out by: what LYKT_GATEWAY says, or the simulated phones. */
export const chosenGateway = (): Gateway => (chosen ??= openGateway(config().gateway));

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
	const { gateway: settings } = config();
	const isRight = isSame(`${name}/${secret}`, `${settings.name}/${settings.webhookSecret}`);
	if (!isRight || !settings.webhookSecret) return undefined;
	return { gateway: chosenGateway(), url: webhookUrl(settings) + search };
}

/** Makes the gateway that the settings describe; config.ts has seen to it that they are complete. */
export function openGateway(settings: Config['gateway']): Gateway {
	const { name, url, sender, user, password, signingKey } = settings;
	const common = { url, sender, user, password, webhookUrl: webhookUrl(settings) };
	const withUrl = { ...common, url: url ?? '' };
	switch (name) {
		case 'loopback':
			return simulatedPhones();
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
