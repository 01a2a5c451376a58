/** A language that texts can be written in. `code` is ISO 639-1; `name` is what its speakers call it. */
export interface Language {
	code: string;
	nb: string;
	en: string;
	name: string;
	direction: 'ltr' | 'rtl';
}

const ltr = (code: string, nb: string, en: string, name: string): Language => ({
	code,
	nb,
	en,
	name,
	direction: 'ltr'
});
const rtl = (code: string, nb: string, en: string, name: string): Language => ({
	code,
	nb,
	en,
	name,
	direction: 'rtl'
});

/** Norwegian and English first, then the languages of the people the services meet (domain.md 3.2, R75), by name. */
export const languages: readonly Language[] = [
	ltr('nb', 'bokmål', 'Norwegian Bokmål', 'norsk bokmål'),
	ltr('nn', 'nynorsk', 'Norwegian Nynorsk', 'norsk nynorsk'),
	ltr('en', 'engelsk', 'English', 'English'),
	rtl('ar', 'arabisk', 'Arabic', 'العربية'),
	ltr('bg', 'bulgarsk', 'Bulgarian', 'български'),
	ltr('da', 'dansk', 'Danish', 'dansk'),
	ltr('et', 'estisk', 'Estonian', 'eesti'),
	ltr('fr', 'fransk', 'French', 'français'),
	ltr('it', 'italiensk', 'Italian', 'italiano'),
	ltr('lv', 'latvisk', 'Latvian', 'latviešu'),
	ltr('lt', 'litauisk', 'Lithuanian', 'lietuvių'),
	ltr('pl', 'polsk', 'Polish', 'polski'),
	ltr('pt', 'portugisisk', 'Portuguese', 'português'),
	ltr('ro', 'rumensk', 'Romanian', 'română'),
	ltr('ru', 'russisk', 'Russian', 'русский'),
	ltr('so', 'somali', 'Somali', 'Soomaali'),
	ltr('es', 'spansk', 'Spanish', 'español'),
	ltr('sv', 'svensk', 'Swedish', 'svenska'),
	ltr('th', 'thai', 'Thai', 'ไทย'),
	ltr('ti', 'tigrinja', 'Tigrinya', 'ትግርኛ'),
	ltr('uk', 'ukrainsk', 'Ukrainian', 'українська'),
	ltr('hu', 'ungarsk', 'Hungarian', 'magyar'),
	ltr('vi', 'vietnamesisk', 'Vietnamese', 'Tiếng Việt')
];

/** @returns the language with this code, or undefined. */
export const findLanguage = (code: string): Language | undefined => languages.find((known) => known.code === code);

/**
 * Reads what people write in a language column: `nb`, `NO`, `en-GB`, `ron`, `Norsk`, `romanian`, `română`.
 * Country codes that are not also language codes mean nothing here: a country is not a language.
 *
 * @returns the code of a language in `languages`, or undefined when it is not known for certain.
 */
export function readLanguage(text: string): string | undefined {
	const word = plain(text);
	return byName.get(word) ?? byName.get(word.replace(/[-_ ].*$/, '').replace(/^.{4,}$/, ''));
}

const plain = (text: string) => text.normalize('NFKC').toLowerCase().replace(/[().]/g, ' ').replace(/\s+/g, ' ').trim();

/** Other names: the old code for Norwegian, three-letter codes (ISO 639-2), and what people write without thinking. */
const otherNames: Record<string, string> = {
	nb: 'no nor nob norsk norwegian bokmal',
	nn: 'nno',
	en: 'eng',
	ar: 'ara',
	bg: 'bul',
	da: 'dan',
	et: 'est',
	fr: 'fra fre francais',
	it: 'ita',
	lv: 'lav',
	lt: 'lit',
	pl: 'pol',
	pt: 'por portugues',
	ro: 'ron rum romana rumansk moldovan',
	ru: 'rus',
	so: 'som somalisk',
	es: 'spa espanol',
	sv: 'swe',
	th: 'tha thailandsk',
	ti: 'tir tigrinya',
	uk: 'ukr',
	hu: 'hun',
	vi: 'vie'
};

const byName = new Map(
	languages.flatMap(({ code, nb, en, name }) =>
		[code, nb, en, name, ...(otherNames[code] ?? '').split(' ')].map((word) => [plain(word), code] as const)
	)
);
