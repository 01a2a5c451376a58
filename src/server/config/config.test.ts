import { describe, expect, test } from 'vitest';
import { readConfig } from './config.ts';

const gateway = {
	LYKT_GATEWAY: 'twilio',
	LYKT_GATEWAY_SENDER: '+4759440000',
	LYKT_GATEWAY_USER: 'AC1',
	LYKT_GATEWAY_PASSWORD: 'et-passord',
	LYKT_WEBHOOK_SECRET: 'en-lang-hemmelighet-i-adressen'
};

describe('the gateway', () => {
	test('is the simulated phones until somebody says something else', () => {
		expect(readConfig({}).gateway.name).toBe('loopback');
		expect(readConfig(gateway).gateway).toMatchObject({ name: 'twilio', webhookOrigin: 'http://localhost:3000' });
	});

	test('is not started half: every setting that its provider needs is named', () => {
		for (const key of Object.keys(gateway).slice(1))
			expect(() => readConfig({ ...gateway, [key]: '' })).toThrow(`${key}: must be set when LYKT_GATEWAY is twilio`);
		expect(() => readConfig({ ...gateway, LYKT_GATEWAY: 'link' })).toThrow(/LYKT_LINK_PARTNER/);
	});

	test('sends from a number, because nobody can answer STOP to a name', () => {
		for (const sender of ['+4759440000', '59440000', '2440', 'MG' + '0a'.repeat(16)])
			expect(readConfig({ ...gateway, LYKT_GATEWAY_SENDER: sender }).gateway.sender).toBe(sender);
		for (const sender of ['Lanternen', '+47 594 40 000', 'MG1'])
			expect(() => readConfig({ ...gateway, LYKT_GATEWAY_SENDER: sender })).toThrow(/can be answered/);
	});

	test('has a secret that cannot be guessed, and no secret is in what is said about a fault', () => {
		const faulty = { ...gateway, LYKT_WEBHOOK_SECRET: 'kort-hemmelighet', LYKT_GATEWAY_URL: 'et annet sted' };
		expect(() => readConfig(faulty)).toThrow(/LYKT_WEBHOOK_SECRET: must be 24 to 128/);
		expect(() => readConfig(faulty)).not.toThrow(/kort-hemmelighet|et-passord/);
	});

	test('may have another provider behind it, with settings of its own', () => {
		const second = Object.fromEntries(
			Object.entries({ ...gateway, LYKT_GATEWAY: '46elks' }).map(([key, value]) => [
				key === 'LYKT_WEBHOOK_SECRET' ? `${key}_2` : key.replace('GATEWAY', 'GATEWAY_2'),
				value
			])
		);
		expect(readConfig(gateway).secondGateway).toBeUndefined();
		expect(readConfig({ ...gateway, ...second }).secondGateway).toMatchObject({ name: '46elks', user: 'AC1' });
		for (const key of Object.keys(second).filter((key) => key !== 'LYKT_GATEWAY_2'))
			expect(() => readConfig({ ...gateway, ...second, [key]: '' })).toThrow(`${key}: must be set`);
		expect(() => readConfig({ ...gateway, ...second, LYKT_GATEWAY_2: 'twilio' })).toThrow(/another provider/);
		expect(() => readConfig(second)).toThrow(/cannot stand behind loopback/);
		expect(() => readConfig({ ...second, LYKT_GATEWAY: 'manual' })).toThrow(/cannot stand behind manual/);
	});
});
