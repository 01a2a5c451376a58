/**
 * The words that the review of a message looks for, as data: for Norwegian and English, the languages whose words we
 * know. `*` stands for any letters. A word list helps a writer; it never decides anything.
 */
export const reviewedLanguages = ['nb', 'nn', 'en'] as const;
export type ReviewedLanguage = (typeof reviewedLanguages)[number];

type ByLanguage<T> = Readonly<Record<ReviewedLanguage, T>>;
type Words = readonly string[];

/** What a reader may want to have, and should see before the screen cuts the text (R56). The caller may bring others. */
export const keyWords: ByLanguage<Words> = {
	nb: [
		...['gratis kondom*', 'gratis lege*', 'gratis advokat*', 'gratis', 'kondom*', 'glidemiddel', 'lege', 'legen'],
		...['legetime*', 'legehjelp', 'doktor*', 'sykepleier*', 'helsehjelp', 'helsesjekk*', 'advokat*', 'juridisk hjelp'],
		...['vaksine*', 'test', 'teste', 'testing', 'brukerutstyr', 'rent utstyr', 'nalokson', 'mat', 'frokost', 'dusj']
	],
	nn: [
		...['gratis kondom*', 'gratis lege*', 'gratis advokat*', 'gratis', 'kondom*', 'glidemiddel', 'lege', 'legen'],
		...['legetime*', 'legehjelp', 'doktor*', 'sjukepleiar*', 'helsehjelp', 'helsesjekk*', 'advokat*', 'juridisk hjelp'],
		...['vaksine*', 'test', 'teste', 'testing', 'brukarutstyr', 'reint utstyr', 'nalokson', 'mat', 'frukost', 'dusj']
	],
	en: [
		...['free condoms', 'free doctor*', 'free lawyer*', 'free', 'condom*', 'lube', 'doctor*', 'nurse*', 'clinic*'],
		...['health check*', 'healthcare', 'lawyer*', 'legal help', 'legal advice', 'vaccin*', 'test', 'testing'],
		...['clean equipment', 'naloxone', 'food', 'breakfast', 'shower*']
	]
};

/** How a message says where we found the number (domain.md 4.6). */
export const sourceWords: ByLanguage<Words> = {
	nb: ['annonse*', 'profilen din', 'profilen di', 'siden din', 'sida di', 'nettsiden din', 'nettsida di'],
	nn: ['annonse*', 'annonsa*', 'profilen din', 'sida di', 'nettsida di'],
	en: ['ad', 'ads', 'advert', 'adverts', 'advertisement', 'advertisements', 'listing', 'your profile']
};

/** What must not be read over somebody's shoulder (R61, domain.md 4.6). */
export interface WordList {
	words: Words;
	/** Ordinary words that would be caught with the others. */
	except?: Words;
}

const unisex = ['unisex', 'essex', 'sussex', 'middlesex', 'sextant*'];

export const discreetWords: ByLanguage<WordList> = {
	nb: {
		words: [
			...['*sex*', 'seksu*', '*seksuell*', '*prostitu*', 'eskort*', 'escort*', 'hore', 'hora', 'horer', 'horene'],
			...['selger', 'selge', 'selg', 'solgt', 'kunde', 'kunden', 'kunder', 'kundene', 'bordell*', 'hallik*'],
			...['hiv', 'hivtest*', 'hivpositiv*', 'aids', 'soi', 'kjønnssykdom*', 'klamydia', 'gonoré', 'syfilis'],
			...['politi', 'politiet*', 'politianmeld*', 'politistasjon*', 'menneskehandel*', 'trafficking']
		],
		except: unisex
	},
	nn: {
		words: [
			...['*sex*', 'seksu*', '*seksuell*', '*prostitu*', 'eskort*', 'escort*', 'hore', 'hora', 'horer', 'horene'],
			...['seljar', 'selje', 'seld', 'kunde', 'kunden', 'kundar', 'kundane', 'bordell*', 'hallik*'],
			...['hiv', 'hivtest*', 'hivpositiv*', 'aids', 'soi', 'kjønnssjukdom*', 'klamydia', 'gonoré', 'syfilis'],
			...['politi', 'politiet*', 'politimeld*', 'politistasjon*', 'menneskehandel*', 'trafficking']
		],
		except: unisex
	},
	en: {
		words: [
			...[
				'*sex*',
				'*prostitu*',
				'escort*',
				'whore*',
				'hooker*',
				'brothel*',
				'pimp',
				'pimps',
				'sell',
				'sells',
				'selling'
			],
			...['sold', 'client', 'clients', 'customer', 'customers', 'hiv', 'aids', 'sti', 'stis', 'std', 'stds'],
			...['chlamydia', 'gonorrhoea', 'gonorrhea', 'syphilis', 'police*', 'trafficking', 'trafficked']
		],
		except: unisex
	}
};

/** A word that leaves people out or looks down on them, and what can stand there instead (R116). */
export interface UnkindWord {
	words: Words;
	instead: string;
	/** Says everybody's gender only when no other gender is named in the same sentence. */
	notBeside?: Words;
	/** An everyday word that only means this beside one of these, in the same sentence. */
	onlyBeside?: Words;
}

const sexWords = ['*sex*', '*prostitu*', 'hallik*', 'horer', 'eskort*', 'escort*', 'pimp', 'pimps'];

export const unkindWords: ByLanguage<readonly UnkindWord[]> = {
	nb: [
		{ words: ['*prostituert', '*prostituerte', '*prostituertes'], instead: 'personer som selger sex' },
		{ words: ['hore', 'hora', 'horer', 'horene', 'ludder', 'luddere'], instead: 'personer som selger sex' },
		{ words: ['horekunde*', 'sexkunde*'], instead: 'personer som kjøper sex' },
		{ words: ['kunde', 'kunden', 'kunder', 'kundene'], onlyBeside: sexWords, instead: 'personer som kjøper sex' },
		{ words: ['hallik', 'halliken', 'halliker', 'hallikene'], instead: 'noen som tjener på det' },
		{
			words: ['jentene', 'kvinnene', 'damene', 'guttene'],
			notBeside: ['menn', 'mennene', 'gutter', 'guttene', 'kvinner', 'kvinnene', 'jenter', 'jentene'],
			instead: 'personene, folk eller alle'
		},
		{ words: ['han/hun', 'hun/han', 'han eller hun', 'hun eller han', 'hans/hennes'], instead: 'hen eller personen' },
		{ words: ['narkoman', 'narkomane', 'rusmisbruker*', 'stoffmisbruker*'], instead: 'personer som bruker rusmidler' }
	],
	nn: [
		{ words: ['*prostituert', '*prostituerte'], instead: 'personar som sel sex' },
		{ words: ['hore', 'hora', 'horer', 'horene', 'ludder'], instead: 'personar som sel sex' },
		{ words: ['horekunde*', 'sexkunde*'], instead: 'personar som kjøper sex' },
		{ words: ['kunde', 'kunden', 'kundar', 'kundane'], onlyBeside: sexWords, instead: 'personar som kjøper sex' },
		{ words: ['hallik', 'halliken', 'hallikar', 'hallikane'], instead: 'nokon som tener på det' },
		{
			words: ['jentene', 'kvinnene', 'damene', 'gutane'],
			notBeside: ['menn', 'mennene', 'gutar', 'gutane', 'kvinner', 'kvinnene', 'jenter', 'jentene'],
			instead: 'personane, folk eller alle'
		},
		{ words: ['han/ho', 'ho/han', 'han eller ho', 'ho eller han'], instead: 'hen eller personen' },
		{ words: ['narkoman', 'narkomane', 'rusmisbrukar*', 'stoffmisbrukar*'], instead: 'personar som bruker rusmiddel' }
	],
	en: [
		{ words: ['prostitute', 'prostitutes'], instead: 'people who sell sex' },
		{ words: ['whore', 'whores', 'hooker', 'hookers'], instead: 'people who sell sex' },
		{ words: ['punter', 'punters'], onlyBeside: sexWords, instead: 'people who buy sex' },
		{ words: ['client', 'clients', 'customer', 'customers'], onlyBeside: sexWords, instead: 'people who buy sex' },
		{ words: ['pimp', 'pimps'], instead: 'somebody who profits from it' },
		{
			words: ['the girls', 'the women', 'the ladies', 'the boys'],
			notBeside: ['men', 'the men', 'boys', 'the boys', 'women', 'the women', 'girls', 'the girls'],
			instead: 'people or everybody'
		},
		{ words: ['he/she', 'she/he', 'he or she', 'she or he', 'his/her', 'his or her'], instead: 'they' },
		{ words: ['junkie', 'junkies', 'addict', 'addicts', 'drug abuser*'], instead: 'people who use drugs' }
	]
};
