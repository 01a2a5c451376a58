/** Words that a drawing is found by; the first one in each language is what it is called. */
export interface DrawingWords {
	nb: string[];
	en: string[];
}

/** The hand-picked drawings for this work, in the order in which they are offered. The names are those of Health Icons. */
export const startingSet: Readonly<Record<string, DrawingWords>> = {
	doctor: words('lege, doktor, helsehjelp', 'doctor, physician, health care'),
	'doctor-female': words('lege (kvinne), doktor', 'doctor (woman), physician'),
	nurse: words('sykepleier, helsehjelp', 'nurse, health care'),
	stethoscope: words('stetoskop, undersøkelse, lege', 'stethoscope, examination, doctor'),
	'mobile-clinic': words('buss, helsebuss, feltarbeid', 'bus, mobile clinic, outreach'),
	hospital: words('sykehus, legevakt', 'hospital, emergency clinic'),
	justice: words('vekt, rettferdighet, advokat, jus, rettigheter', 'scales, justice, lawyer, law, rights'),
	'lykt-gavel': words('dommerklubbe, advokat, jus, rett, lov', 'gavel, lawyer, law, court, judge'),
	'lykt-paragraph': words('paragraftegn, advokat, jus, lov', 'section sign, paragraph, lawyer, law'),
	'i-certificate-paper': words('dokument, papirer, kontrakt, oppholdstillatelse', 'document, papers, contract, permit'),
	communication: words('snakkeboble, snakke, prate, samtale, chat', 'speech bubble, talk, chat, conversation'),
	forum: words('samtale, to snakkebobler, snakke, prate', 'conversation, two speech bubbles, talk'),
	'group-discussion-meeting': words('to som snakker sammen, prate, samtale', 'two people talking, talk, conversation'),
	'secure-communication': words('fortrolig samtale, taushetsplikt, anonym', 'private talk, confidential, anonymous'),
	phone: words('telefon, ringe', 'phone, call'),
	mobile: words('mobil, telefon, melding', 'mobile phone, phone, message'),
	info: words('informasjon, råd, spør', 'information, advice, ask'),
	question: words('spørsmålstegn, spørsmål, spør oss', 'question mark, question, ask us'),
	book: words('bok, veiledning, språk', 'book, guide, language'),
	'male-condom': words('kondom, prevensjon, gratis', 'condom, contraception, free'),
	'female-condom': words('femidom, kondom for kvinner, prevensjon', 'female condom, femidom, contraception'),
	'family-planning': words('prevensjon, kondom og piller', 'contraception, family planning'),
	'oral-contraception-pillsx28': words('p-piller, prevensjon', 'the pill, contraception'),
	pregnant: words('gravid, graviditetstest', 'pregnant, pregnancy test'),
	'test-tubes': words('test, prøver, laboratorium', 'test, samples, laboratory'),
	'hiv-self-test': words('hivtest, selvtest, test', 'HIV test, self-test, test'),
	'blood-drop': words('blodprøve, bloddråpe, test', 'blood test, drop of blood, test'),
	'urine-sample': words('urinprøve, test', 'urine sample, test'),
	sti: words('kjønnssykdommer, seksuelt overførbare infeksjoner, test', 'sexual infections, STI, test'),
	'syringe-vaccine': words('vaksine, beskyttelse, sprøyte', 'vaccine, protection, syringe'),
	hpv: words('HPV, virus, vaksine', 'HPV, virus, vaccine'),
	syringe: words('sprøyte, rent utstyr', 'syringe, clean equipment'),
	medicines: words('medisin, piller, rusmidler', 'medicine, pills, substances'),
	heart: words('hjerte, omsorg', 'heart, care'),
	'social-work': words('omsorg, sosialt arbeid, hender og hjerte', 'care, social work, hands and heart'),
	'mental-health': words('psykisk helse, tanker og følelser, psykolog', 'mental health, feelings, psychologist'),
	home: words('hus, hjem, varmestue, overnatting', 'house, home, drop-in, shelter'),
	'hot-meal': words('varm mat, måltid, suppe', 'hot meal, food, soup'),
	'geo-location': words('sted, adresse, her er vi', 'place, address, we are here'),
	calendar: words('kalender, time, avtale', 'calendar, appointment'),
	coins: words('penger, mynter, gjeld, økonomi', 'money, coins, debt'),
	'ui-secure': words('hengelås, trygt, anonymt, taushetsplikt', 'padlock, safe, anonymous, confidential'),
	'security-worker': words('vakt, politi, uniform', 'guard, police, uniform'),
	stop: words('stopp, hånd, vold, grenser', 'stop, hand, violence, boundaries'),
	people: words('folk, sammen, gruppe', 'people, together, group'),
	female: words('kvinne, tegn for kvinne', 'female, sign for woman'),
	male: words('mann, tegn for mann', 'male, sign for man'),
	transgender: words('trans, kjønn', 'transgender, trans, gender')
};

function words(nb: string, en: string): DrawingWords {
	return { nb: nb.split(', '), en: en.split(', ') };
}
