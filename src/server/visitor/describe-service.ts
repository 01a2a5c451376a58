import type { Ctx } from '../db/index.ts';
import { getService } from '../programme/index.ts';

/** What a visitor may know about the service: its name. */
export async function describeService(ctx: Pick<Ctx, 'db'>): Promise<{ name: string }> {
	const { name } = await getService(ctx);
	return { name };
}
