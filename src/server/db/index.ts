/** The database: what a command takes (`Ctx`), transactions, pools, and the installation's clock. */
export { inTransaction, isClockMovable, moveClock, readClock, type Ctx } from './ctx.ts';
export { listLoudSettings } from './log-settings.ts';
export { openDatabase, passwordFor, urlFor, type LogIn } from './pool.ts';
export type { DB } from './types.ts';
