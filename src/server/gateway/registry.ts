import path from 'node:path';
import { config } from '../config/index.ts';
import type { Gateway } from './gateway.ts';
import { LoopbackGateway } from './sms/loopback.ts';

let loopback: LoopbackGateway | undefined;

/** The gateway that messages go out by. Providers come with their own settings; until then, the simulated phones. */
export const chosenGateway = (): Gateway => simulatedPhones();

/** The simulated phones themselves, for the page on which a person plays them. */
export const simulatedPhones = (): LoopbackGateway =>
	(loopback ??= new LoopbackGateway(path.join(config().dataDir, 'phones')));
