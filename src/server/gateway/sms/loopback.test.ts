import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { Msisdn } from '../../shared/phone.ts';
import { LoopbackGateway } from './loopback.ts';

test('what the simulated phones forget is in none of their files', () => {
	const folder = mkdtempSync(path.join(os.tmpdir(), 'lykt-phones-'));
	const phones = new LoopbackGateway(folder);
	const isOnDisk = () => readdirSync(folder).some((file) => readFileSync(path.join(folder, file)).includes('90086001'));
	phones.writeFrom('+4790086001' as Msisdn, 'Hei');
	expect(isOnDisk()).toBe(true);
	phones.forgetBefore(new Date('2100-01-01'));
	expect(isOnDisk()).toBe(false);
	phones.close();
	rmSync(folder, { recursive: true });
});
