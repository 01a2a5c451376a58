import { expect, test } from 'vitest';
import { looksLikeHealthAdvice } from './looks-like-health-advice.ts';

const aboutOnePerson = [
	'Resultatet ditt er klart.',
	'Prøvesvaret ditt er negativt, så slapp av.',
	'Testen din viser ingenting.',
	'Testresultatet er positivt.',
	'Du bør ta 400 mg ibux.',
	'Du kan ta to piller til.',
	'Ta en halv til, 50 mg holder.',
	'Du må slutte med medisinen.',
	'Slutt å ta antibiotika når det kjennes bedre ut.',
	'Du bør bruke PrEP fra nå av.',
	'Det høres ut som klamydia.',
	'Dette er nok en infeksjon.',
	'Du har sannsynligvis herpes.',
	'Du er nok ikke smittet.',
	'Du trenger ikke gå til lege for det.',
	'Diagnosen er grei å leve med.',
	'Symptomene dine er vanlige ved syfilis.',
	'Your test results are fine.',
	'You should take two more pills.',
	'It sounds like gonorrhea, you do not need to see a doctor.'
];

const general = [
	'Du kan teste deg gratis og uten navn hos oss på tirsdager.',
	'Hiv smitter ikke ved kyss eller klemmer.',
	'PrEP er en medisin som forebygger hiv. På klinikken får du vite mer.',
	'De fleste merker ingenting til klamydia, så det er lurt å teste seg.',
	'Hvordan har du det i dag?',
	'Du har rett til å si nei.',
	'Legevakta er åpen hele natta.',
	'Vi kan ikke svare på det her. Kom gjerne innom, så får du snakke med en sykepleier.',
	'You can get tested for free, without giving a name.',
	'Vil du at jeg bare lytter, eller vil du ha konkrete råd?',
	''
];

test('twenty sentences about one person’s health are pointed at', () => {
	expect(aboutOnePerson).toHaveLength(20);
	for (const text of aboutOnePerson) expect(looksLikeHealthAdvice(text), text).not.toEqual([]);
});

test('general information is left alone', () => {
	for (const text of general) expect(looksLikeHealthAdvice(text), text).toEqual([]);
});

test('each piece is told once, in the order of the text', () => {
	expect(looksLikeHealthAdvice('Ta 50 mg. Resultatet ditt? 50 mg.')).toEqual(['50 mg', 'Resultatet ditt']);
});
