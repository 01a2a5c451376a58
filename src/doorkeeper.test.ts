import { describe, expect, test } from 'vitest';
import { findPassage } from './doorkeeper.ts';

describe('the staff side', () => {
	test('has its pages; a name with æ in it is an address like any other', () => {
		expect(findPassage('/campaigns?state=draft')?.url).toBe('/campaigns?state=draft');
		expect(findPassage('/br%C3%A6nd')?.url).toBe('/br%C3%A6nd');
		expect(findPassage('/_app/immutable/a.b-c_d.js')?.url).toBe('/_app/immutable/a.b-c_d.js');
	});

	test.each([
		'/../sign-in',
		'/x/../../campaigns/__data.json',
		'/%2e%2e/sign-in',
		'/.%2E/sign-in',
		'/..\\sign-in',
		'/%5c..%5csign-in',
		'/..',
		'//sign-in',
		'/%5fapp/version.json',
		'http://elsewhere.example/sign-in',
		'*',
		''
	])('is not reached by an address that can be read in two ways: %s', (url) => {
		expect(findPassage('/sign-in')).toBeDefined();
		expect(findPassage(url)).toBeUndefined();
	});

	test('takes no cookie for the API and webhooks, and cannot be told otherwise', () => {
		expect(findPassage('/campaigns')?.isCookieless).toBe(false);
		expect(findPassage('/api/v1/campaigns')?.isCookieless).toBe(true);
		expect(findPassage('/%61pi/v1/campaigns')).toBeUndefined();
	});
});
