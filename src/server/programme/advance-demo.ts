import { moveClock, type Ctx } from '../db/index.ts';

/**
 * Lets days pass in a demonstration.
 * @throws when the installation's clock is not movable: the database refuses.
 */
export async function advanceDemo(ctx: Ctx, days: number): Promise<void> {
	await moveClock(ctx, days);
}
