import { expect, test } from 'vitest';
import { countSegments } from './segments.ts';
import { maxServiceName, standardText, standardTextLanguages, type StandardText } from './standard-texts.ts';

const kinds: StandardText[] = ['stop', 'stopWithPartners', 'stopAll', 'help'];
const all = kinds.flatMap((kind) => standardTextLanguages.map((language) => [kind, language] as const));

test.each(all)('%s in %s fits one SMS with the longest service name', (kind, language) => {
	const service = 'Å'.repeat(maxServiceName);
	const text = standardText(kind, language, { service });
	expect(text).toContain(service);
	expect(countSegments(text)).toMatchObject({ encoding: 'GSM-7', segments: 1, over: 0 });
});

test.each(all)('%s in %s gives nothing away on a lock screen', (kind, language) => {
	const text = standardText(kind, language, { service: 'Lykta' });
	expect(text).not.toMatch(/sex|selg|prostitu|eskort|escort|hiv|\bsoi\b|kunde|politi|police|client/i);
	expect(text).not.toMatch(/!|\{|https?:/);
});

test('a language without a reviewed text gets bokmål', () => {
	expect(standardText('stop', 'nn', { service: 'Lykta' })).toContain('skriv ikkje');
	expect(standardText('stop', 'th', { service: 'Lykta' })).toBe(standardText('stop', 'nb', { service: 'Lykta' }));
	expect(standardText('stop', 'constructor', { service: 'Lykta' })).toContain('skriver ikke');
});

test('the name of a service is put in as it is written', () => {
	expect(standardText('help', 'nb', { service: "$& og $'" })).toContain("Dette er $& og $'.");
});
