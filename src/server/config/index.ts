/** Reads and validates the environment once. */
export { config, readConfig, type Config } from './config.ts';
