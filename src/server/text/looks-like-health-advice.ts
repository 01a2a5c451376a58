/**
 * Finds what sounds like advice about one person's own health rather than general information (R43): a result, a diagnosis,
 * a dose, a medicine to take or leave. Simple on purpose: it asks whoever writes to look once more, and decides nothing.
 * It knows Norwegian and English, the languages that we write in ourselves.
 * @returns the pieces it stopped at, each once, in the order of the text; none when nothing was found.
 */
export function looksLikeHealthAdvice(text: string): string[] {
	const found = patterns
		.flatMap((pattern) => [...text.matchAll(pattern)].map(({ 0: piece, index }) => ({ piece, index })))
		.sort((a, b) => a.index - b.index);
	return [...new Set(found.map(({ piece }) => piece))];
}

const medicine =
	'(?:[pP]-?piller?|nødprevensjon|angrepille\\w*|antibiotika|medisin\\w*|tablett\\w*|pille\\w*|hormon\\w*|paracet\\w*|ibux|' +
	'prep|pep|doxy\\w*|doksysyklin|penicillin|metadon|dos[ei]\\w*|antibiotics?|medicines?|medication|pills?|tablets?|hormones?)';
const illness =
	'(?:hiv|klamydia|gonor[eé]|syfilis|hepatitt?\\w*|herpes|hpv|mykoplasma|kreft|infeksjon\\w*|betennelse\\w*|gravid|' +
	'soppinfeksjon|chlamydia|gonorrh?o?ea|syphilis|hepatitis|an? infection|infected|pregnant)';
const word = (pattern: string) => new RegExp(`(?<![\\p{L}\\p{N}])(?:${pattern})(?![\\p{L}\\p{N}])`, 'giu');

const patterns = [
	// a result or a state that is theirs
	word(
		'(?:prøve|test|blodprøve)?(?:svaret|resultatet|resultata|prøven|prøva|testen|diagnosen|symptoma|symptomene) (?:ditt|din|dine)'
	),
	word(
		'(?:prøvesvaret|testresultatet|testen|prøven|prøva|resultatet) (?:er|var|viser) (?:positivt?|negativt?|normalt?|at du)'
	),
	word('your (?:test |blood )?(?:results?|diagnosis|symptoms|sample)'),
	word('diagnosen er|du har (?:nok |trolig |sannsynligvis |fått )?' + illness),
	word(
		'(?:det|dette) (?:høres ut som|ser ut som|ligner(?: på)?|er nok|er trolig|er sikkert) (?:en |et |ei )?' + illness
	),
	word('(?:it|this|that) (?:sounds|looks) like (?:an? )?' + illness),
	word('you (?:probably |likely )?(?:have|are) (?:probably |likely )?' + illness),
	word(
		"du er (?:nok |trolig |sikkert )?ikke (?:smittet|syk|gravid)|you are not (?:infected|pregnant)|you don't have " +
			illness
	),
	// what to take, and how much
	/(?<![\p{L}\p{N}])\d+(?:[.,]\d+)? ?(?:mg|milligram|ml|mcg|µg)(?![\p{L}\p{N}])/giu,
	word('\\w+ (?:tabletter|piller|tablets|pills) (?:om dagen|daglig|hver dag|a day|daily|every day)'),
	word(
		`(?:du (?:bør|må|skal|kan)|you (?:should|must|can|need to)) (?:\\p{L}+ ){0,3}?(?:ta|bruke|øke|redusere|halvere|slutte med|take|use|stop taking|increase|reduce) (?:\\p{L}+ ){0,3}?${medicine}`
	),
	word(`(?:slutt|begynn|stop|start) (?:å ta|med|taking) (?:\\p{L}+ ){0,2}?${medicine}`),
	word('(?:du|you) (?:trenger|behøver) ikke (?:å )?(?:gå til |oppsøke )?(?:lege|legen|legevakta?|behandling)'),
	word("you (?:don't|do not) need (?:to see )?(?:a doctor|treatment)")
];
