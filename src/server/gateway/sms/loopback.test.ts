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

test('a picture comes along to the phone, is kept once for all who got it, and is forgotten with the last of them', async () => {
	const folder = mkdtempSync(path.join(os.tmpdir(), 'lykt-phones-'));
	const phones = new LoopbackGateway(folder);
	const message = (id: string, to: string) => ({ id, to: to as Msisdn, sender: 'Lanternen', text: 'Hei' });
	const picture = { png: Buffer.from('a picture'), alt: 'Lege og advokat' };
	await phones.sendAll([
		{ ...message('one', '+4790000001'), picture },
		{ ...message('two', '+4790000002'), picture },
		message('three', '+4790000003')
	]);
	const [first, second, third] = ['+4790000001', '+4790000002', '+4790000003'].map(
		(number) => phones.readPhone(number as Msisdn)[0]!.picture
	);
	expect(first).toMatchObject({ alt: 'Lege og advokat' });
	expect(second!.name).toBe(first!.name);
	expect(phones.readPicture(first!.name)?.toString()).toBe('a picture');
	expect(third).toBeUndefined();
	phones.forgetBefore(new Date('2999-01-01'));
	expect(phones.readPicture(first!.name)).toBeUndefined();
	await phones.send({ ...message('four', '+4790000004'), picture });
	expect(phones.readPhone('+4790000004' as Msisdn)[0]!.picture).toMatchObject({ alt: 'Lege og advokat' });
	phones.close();
	rmSync(folder, { recursive: true });
});
