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
});
