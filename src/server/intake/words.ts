import type { IntakeField } from './fields.ts';

/** What a column may be called, in Norwegian and English, without capitals and marks. */
export const columnWords: Record<IntakeField, readonly string[]> = {
	happenedOn: ['dato', 'dag', 'når', 'tidspunkt', 'date', 'day', 'happenedon', 'happened on', 'kontaktdato'],
	hour: ['time', 'klokkeslett', 'klokka', 'kl', 'klokken', 'hour', 'time of day'],
	channel: ['kanal', 'kontaktform', 'måte', 'channel'],
	arena: ['arena', 'sted', 'nettsted', 'side', 'place', 'site'],
	programme: ['tiltak', 'prosjekt', 'programme', 'program', 'project'],
	gender: ['kjønn', 'gender', 'sex'],
	seller: ['selger', 'selger sex', 'selger eller bytter sex', 'målgruppe', 'i målgruppa', 'seller', 'sells sex'],
	unsureReason: ['hvorfor usikkert', 'grunn', 'årsak', 'reason', 'unsure reason'],
	buyer: ['kjøper', 'kjøper sex', 'buyer', 'buys sex'],
	initiative: ['initiativ', 'hvem tok kontakt', 'tok kontakt', 'initiative', 'who made contact'],
	language: ['språk', 'language'],
	outcome: ['utfall', 'resultat', 'hva ble gjort', 'outcome', 'what was done'],
	themes: ['tema', 'temaer', 'theme', 'themes', 'topic', 'topics', 'emne'],
	obstacles: ['hinder', 'hindringer', 'obstacle', 'obstacles', 'barrierer']
};

/**
 * What the words in a column mean. A code means itself without saying; names of places, programmes and themes come from
 * the database, and names of languages from Unicode.
 */
export const cellWords: Partial<Record<IntakeField, Record<string, readonly string[]>>> = {
	channel: {
		ownChat: [
			'nettpraten vår',
			'nettprat',
			'nettchatten vår',
			'nettchat',
			'egen chat',
			'chat',
			'our chat',
			'own chat',
			'web chat'
		],
		sms: ['tekstmelding', 'melding', 'text', 'text message'],
		call: ['telefon', 'samtale', 'phone', 'telephone'],
		email: ['epost', 'mail'],
		arenaMessage: ['melding på et nettsted', 'melding på nettsted', 'meldinger', 'nettsted', 'message on a site'],
		inPerson: ['ansikt til ansikt', 'oppmøte', 'fysisk', 'in person', 'face to face'],
		other: ['annet', 'annen', 'vet ikke', 'ukjent', 'unknown']
	},
	gender: {
		man: ['mann', 'menn', 'm', 'male', 'men'],
		woman: ['kvinne', 'kvinner', 'k', 'kv', 'f', 'female', 'women'],
		trans: ['transperson', 'transpersoner', 't', 'transgender'],
		other: ['annet', 'ikke binær', 'ikkebinær', 'non binary', 'nonbinary'],
		notStated: ['vet ikke', 'ikke oppgitt', 'ukjent', 'unknown', 'not stated']
	},
	seller: {
		yes: ['ja', 'j', 'y', 'x', 'selger', '1', 'true'],
		no: ['nei', 'n', '0', 'false'],
		unsure: ['usikkert', 'usikker', 'vet ikke', 'ukjent', 'unknown', 'not sure', '?']
	},
	unsureReason: {
		endedEarly: ['sluttet før det kom fram', 'avsluttet', 'sluttet', 'avsluttet før avklart', 'ended early'],
		notAsked: ['vi spurte ikke', 'ikke spurt', 'spurte ikke', 'not asked'],
		notRelevant: ['ikke aktuelt', 'ikke relevant', 'not relevant']
	},
	buyer: {
		yes: ['ja', 'j', 'y', 'x', 'kjøper', '1', 'true'],
		unknown: ['vet ikke', 'ukjent', 'nei', 'n', 'no', '0', 'false', '?']
	},
	initiative: {
		them: ['de', 'dem', 'bruker', 'brukeren', 'they'],
		us: ['vi', 'oss', 'we'],
		unknown: ['vet ikke', 'ukjent']
	},
	outcome: {
		answered: ['fikk svar', 'svar', 'besvart'],
		referredToUs: ['henvist til oss', 'referred to us'],
		referredElsewhere: ['henvist til andre', 'henvist', 'henvist videre', 'referred elsewhere', 'referred'],
		endedBeforeAnswer: ['sluttet før svar', 'avsluttet før svar', 'ended before answer'],
		unknown: ['vet ikke', 'ukjent']
	},
	themes: {
		health: ['helse', 'helserelatert', 'health'],
		experiences: ['erfaringer', 'erfaringer med salg', 'erfaringer med salg bytte', 'experiences'],
		sexuality: ['seksualitet', 'orientering', 'seksualitet orientering'],
		boundaries: ['grensesetting', 'grenser'],
		economy: ['økonomi', 'nav', 'økonomi nav', 'money'],
		law: ['juss', 'jus', 'rettigheter', 'legal'],
		violence: ['vold', 'overgrep', 'overgrep vold'],
		trafficking: ['menneskehandel', 'human trafficking'],
		aboutService: ['om tilbudet', 'tilbudet', 'informasjon', 'informasjon om tilbudet', 'about the service'],
		praise: ['ros', 'positiv tilbakemelding', 'positiv'],
		criticism: ['kritikk', 'negativ kommentar', 'negativ'],
		residence: ['asyl', 'opphold', 'asyl og opphold', 'asyl opphold', 'asylum'],
		substances: ['rus', 'drugs'],
		mentalHealth: ['psykisk helse', 'mental health'],
		quitting: ['slutte å selge', 'slutte'],
		noIssue: ['ingen problemstilling', 'ingen', 'none', 'no issue'],
		infection: ['smitte', 'soi', 'smitte soi', 'kjønnssykdom', 'sti'],
		hivAndOral: ['hiv og oralsex', 'hiv'],
		whereToTest: ['teste seg hvor', 'hvor teste seg', 'test', 'testing'],
		doctorRefuses: ['fastlege nekter', 'legen nekter'],
		saferSex: ['sikker sex', 'sikrere sex', 'safer sex'],
		seeksPartner: ['søker sexpartner', 'seeks a partner'],
		endedBeforeClear: ['avsluttet før avklart', 'sluttet før det var klart']
	},
	obstacles: {
		testRefused: ['nektet test', 'fikk ikke test', 'test refused'],
		referralRefused: ['nektet henvisning', 'fikk ikke henvisning', 'referral refused'],
		turnedAway: ['avvist', 'turned away'],
		confidenceBroken: ['brutt taushet', 'taushetsplikten ble brutt', 'confidence broken'],
		noInterpreter: ['ingen tolk', 'manglet tolk', 'tolk', 'no interpreter'],
		noIdNumber: ['uten fødselsnummer', 'manglet fødselsnummer', 'no id number'],
		cost: ['pris', 'kostnad', 'for dyrt'],
		waiting: ['ventetid', 'lang ventetid', 'waiting time'],
		notBelieved: ['ble ikke trodd', 'ikke trodd', 'not believed'],
		fear: ['frykt', 'redsel', 'redd', 'afraid']
	}
};

/** The languages whose names are known; ISO 639. */
export const languageCodes =
	'nb nn no en ar bg cs da de el es et fa fi fr hr hu is it ku lt lv nl pl pt ro ru sk so sq sr sv th ti tr uk vi zh'.split(
		' '
	);
