import { config } from '../config/index.ts';

/** Where visitors come in from a link of ours on another site; it says nothing of who followed it. */
export const chatAddress = (): string => `${config().visitorOrigin}/c`;
