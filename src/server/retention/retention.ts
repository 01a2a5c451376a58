/** How much is deleted at a time, so that nobody waits long for a row that is being deleted. */
export const batchSize = 5000;

/**
 * The log keys whose time is over: every day of their year lies twelve months back, for the installation and for the
 * machine. A clock that was moved in a demonstration, or is wrong, destroys nothing that a real year still needs.
 */
export function decideLogYears(years: readonly number[], today: string, machineToday: string): number[] {
	const earlier = today < machineToday ? today : machineToday;
	return years.filter((year) => `${year + 1}-12-31` <= earlier);
}
