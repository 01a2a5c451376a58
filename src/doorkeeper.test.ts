import { describe, expect, test } from 'vitest';
import { findPassage } from './doorkeeper.ts';

describe('the visitors’ side', () => {
	test('has its own pages and its style sheet, whatever the query holds', () => {
		expect(findPassage('visitor', '/')?.url).toBe('/besok');
		expect(findPassage('visitor', '/ut?l=nb?x')?.url).toBe('/besok/ut?l=nb?x');
		expect(findPassage('visitor', '/besok.css')?.url).toBe('/besok.css');
		expect(findPassage('visitor', '/sign-in')?.url).toBe('/besok/sign-in'); // which is no page
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
		'/_app/version.json',
		'/%5fapp/version.json',
		'/besok',
		'http://elsewhere.example/sign-in',
		'*',
		''
	])('does not lead to the staff side by %s', (url) => {
		expect(findPassage('visitor', url)).toBeUndefined();
	});
});

describe('the staff side', () => {
	test('has everything else; a name with æ in it is an address like any other', () => {
		expect(findPassage('staff', '/campaigns?state=draft')?.url).toBe('/campaigns?state=draft');
		expect(findPassage('staff', '/br%C3%A6nd')?.url).toBe('/br%C3%A6nd');
		expect(findPassage('staff', '/_app/immutable/a.b-c_d.js')?.url).toBe('/_app/immutable/a.b-c_d.js');
	});

	test.each(['/besok', '/besok/ut', '/besok.css', '/x/../besok', '/%62esok', '//besok', '/./besok'])(
		'does not lead to the visitors’ pages by %s',
		(url) => {
			expect(findPassage('staff', url)).toBeUndefined();
		}
	);

	test('takes no cookie for the API and webhooks, and cannot be told otherwise', () => {
		expect(findPassage('staff', '/campaigns')?.isCookieless).toBe(false);
		expect(findPassage('staff', '/api/v1/campaigns')?.isCookieless).toBe(true);
		expect(findPassage('staff', '/%61pi/v1/campaigns')).toBeUndefined();
	});
});
