/** Reads and validates the environment once. */
export { config, rereadConfig, readConfig, type Config } from './config.ts';
