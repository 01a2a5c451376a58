import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { startKeyholder, type Keyholder } from '../src/keyholder/spawn.ts';

/**
 * A keyholder of its own for one test file that counts, destroys or loses keys: the run's other files share one. To be
 * called before the vault is first used, because the setting is read once.
 * @returns its folder, socket included.
 */
export function ownKeyholder(quotas: { audienceQuota?: number; checkQuota?: number } = {}): string {
	const dir = mkdtempSync(path.join(os.tmpdir(), 'lykt-keys-'));
	const socket = path.join(dir, 's');
	process.env.LYKT_KEYHOLDER = socket;
	let keyholder: Keyholder;
	beforeAll(async () => void (keyholder = await startKeyholder({ dir, socket, ...quotas })));
	afterAll(async () => {
		const { closeVault } = await import('../src/server/vault/index.ts');
		closeVault();
		await keyholder.stop();
		rmSync(dir, { recursive: true });
	});
	return dir;
}
