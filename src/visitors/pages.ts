import type { ChatLine } from '../server/shared/chat.ts';
import { localDay, startOfDay, startOfMinute, timeZone } from '../server/shared/calendar.ts';
import { spaceNumber, type EmergencyNumber } from '../server/shared/emergency.ts';
import type { ChatStatus, Question, ServiceDescription } from '../server/visitor/index.ts';
import type { Ticket } from './guard.ts';
import { Html, markup, paragraph } from './html.ts';
import type { Language, Word } from './words.ts';

/** What a form of the chat carries along: the pass, the page's language, and whether a script is there. */
export interface Carried {
	pass: string;
	language: Language;
	/** A script is there: it fetches what is new by itself, so the page need not stay open. */
	scripted: boolean;
	/** The visitor wants a page that does not change by itself. */
	plain: boolean;
}

/** The beginning of every page, up to its content. Leaving stands first, in the page and under the Tab key. */
export function head(language: Language, bar?: Html, kind = '', script?: Html): Html {
	const { say, code, dir } = language;
	return markup`<!doctype html>
		<html lang="${code}" dir="${dir}">
			<head>
				<meta charset="utf-8" />
				<meta name="viewport" content="width=device-width, initial-scale=1" />
				<meta name="robots" content="noindex" />
				<title>${say('title')}</title>
				<link rel="stylesheet" href="/besok.css" />
				<script src="/besok.js" defer></script>
				${script}
			</head>
			<body class="${kind}">
				<nav class="bar" aria-label="${say('exit')}">
					<div><a class="main" id="ut" href="/ut" rel="noreferrer" target="_top">${say('exit')}</a>${bar}</div>
				</nav>`;
}

const endOfPage = new Html('</body></html>\n');
const end = new Html(`</main>${endOfPage.text}`);

/** A short page that says one thing. */
export function notice(language: Language, title: Word, text: Word, more?: Html): Html {
	return markup`${head(language)}
		<main>
			<h1>${language.say(title)}</h1>
			<p>${language.say(text)}</p>
			${more ?? home(language)} ${end}`;
}

/** Whom to call, when the service has confirmed any number. We cannot know where they are, and say so. */
export function dangerOf({ say }: Language, numbers: readonly EmergencyNumber[], isOpen = false): Html | false {
	return (
		numbers.length > 0 &&
		markup`<details class="danger"${isOpen && markup` open`}>
			<summary>${say('danger_title')}</summary>
			<p>${say('danger')}</p>
			<ul>
				${numbers.map(({ code, number }) => markup`<li>${say(`call_${code}`)} <a href="tel:${number}" dir="ltr">${spaceNumber(number)}</a></li>`)}
			</ul>
		</details>`
	);
}

/**
 * The page between a form and us while too much comes. Everything that was sent stands in it, the text to be read and
 * changed; a script sends it on by itself as soon as it has counted, and without one the person sends it after a while.
 */
export function guardPage(
	language: Language,
	action: string,
	form: URLSearchParams,
	{ ticket, waitSeconds, puzzle, bits }: Ticket,
	isEarly: boolean
): Html {
	const { say } = language;
	const carried = [...form].filter(([name]) => !['m', 'g', 'w'].includes(name));
	const text = form.get('m');
	return markup`${head(language, undefined, '', markup`<script src="/vent.js" defer></script>`)}
		<main>
			<h1>${say('guard_title')}</h1>
			<p>${say('guard')}</p>
			<form method="post" action="${action}" id="guard" data-puzzle="${puzzle}" data-bits="${bits}">
				${carried.map(([name, value]) => markup`<input type="hidden" name="${name}" value="${value}" />`)}<input
					type="hidden"
					name="g"
					value="${ticket}"
				/><input type="hidden" name="w" value="" />
				<p class="unscripted${isEarly && markup` fault`}"${isEarly && markup` role="alert"`}>
					${say(isEarly ? 'guard_early' : 'guard_wait', { n: waitSeconds })}
				</p>
				<p class="scripted" role="status">${say('guard_script')}</p>
				${
					text !== null &&
					markup`<label for="m">${say('label')}</label
						><textarea id="m" name="m" rows="4" autocomplete="off" spellcheck="false" dir="auto">${newLine}${text}</textarea>`
				}
				<button class="main">${say('send')}</button>
			</form>
		</main>
		${endOfPage}`;
}

export const home = ({ say, code }: Language): Html =>
	markup`<p><a href="/?l=${code}" target="_top">${say('home')}</a></p>`;

/** What the first page is made of besides the words. */
export interface FirstPage {
	language: Language;
	offered: readonly Language[];
	service: ServiceDescription;
	pass: string;
	formId: string;
	now: Date;
	isSecure: boolean;
	onion: string | undefined;
	/** What went wrong with what was sent, and the text and the choice as they were. */
	fault?: Word;
	text?: string;
	noPeer?: boolean;
	codeFault?: Word;
}

/** The first page: write at once; who we are, and what we can and cannot promise, out of how this installation is set up. */
export function firstPage(page: FirstPage): Html {
	const { language, service, pass, formId } = page;
	const { say, code } = language;
	const said = page.fault && markup`<p class="fault" id="f" role="alert">${say(page.fault)}</p>`;
	return markup`${head(language)}<main>
<h1>${say('start')}</h1>
<p>${service.ownerName ? say('intro_owner', { service: service.name, owner: service.ownerName }) : say('intro', { service: service.name })}</p>
<form method="post" action="/s" id="first">
${hidden({ pass, language, scripted: false, plain: false }, formId)}<input type="hidden" name="a" value="open">
<label for="m">${say('label')}</label>
${said}<textarea id="m" name="m" rows="4" autocomplete="off" spellcheck="false" dir="auto"${page.fault && markup` aria-describedby="f" aria-invalid="true"`}>${newLine}${page.text ?? ''}</textarea>
<noscript><p class="pick"><label><input type="checkbox" name="n" value="1">${say('plain')}</label></p></noscript>
<button class="main">${say('send')}</button>
<p class="soft after">${openingText(page)}</p>
</form>
${hoursOf(page)}${dangerOf(language, service.emergency)}${addressOf(page)}
<h2>${say('who_title')}</h2>
<p>${say('who', { service: service.name })}</p>
${service.hasPeers && markup`<p class="pick">${noPeerBox(language, page.noPeer ?? false, 'first')}</p>`}
<h2>${say('know_title')}</h2>
<p>${say('know')}</p>
<details><summary>${say('cannot_title')}</summary><p>${say('cannot')}</p>${!page.isSecure && markup`<p>${say('cannot_http')}</p>`}${page.onion && markup`<p>${say('tor')} <span dir="ltr">${page.onion}</span></p>`}</details>
<details><summary>${say('exit_title')}</summary><p>${say('exit_text')} <span class="scripted">${say('exit_keys')}</span></p></details>
<details${page.codeFault && markup` open`}><summary>${say('back_title')}</summary>
${codeForm(language, page.codeFault)}</details>
${goTo(language, '/f', 'box_link')}
<h2>${say('languages')}</h2>
<ul class="langs">${page.offered.map(
		(other) =>
			markup`<li>
				<a
					lang="${other.code}"
					hreflang="${other.code}"
					dir="${other.dir}"
					href="/?l=${other.code}"
					${other.code === code && markup` aria-current="true"`}
					>${other.name}</a
				>
			</li>`
	)}</ul>
${!language.reviewed && markup`<p class="soft">${say('unread')}</p>`}${end}`;
}

/** On the first page it stands where we say who answers, away from the form that it belongs to. */
const noPeerBox = ({ say }: Language, isChecked: boolean, form?: string): Html =>
	markup`<label><input type="checkbox" name="p" value="1"${form && markup` form="${form}"`}${isChecked && markup` checked`} />${say('no_peer')}</label>`;

/** The hours of the next seven days, as far as somebody has taken them; nothing when nobody has. */
function hoursOf({ language, service: { days } }: FirstPage): Html | false {
	const { say } = language;
	return (
		days.some(({ hours }) => hours.length > 0) &&
		markup`<details>
			<summary>${say('hours_title')}</summary>
			<table>
				${days.map(
					({ day, hours }) =>
						markup`<tr><th scope="row">${weekdayOf(language, day)}</th><td>${
							hours.length > 0
								? hours.map(
										({ from, until }) => markup`<div>${timeOf(language, from)}–${timeOf(language, until)}</div>`
									)
								: say('hours_closed')
						}</td></tr>`
				)}
			</table>
		</details>`
	);
}

/** Where people can come, as the service has written it; a map would be somebody else's server. */
const addressOf = ({ language: { say }, service: { address } }: FirstPage): Html | false =>
	address !== '' &&
	markup`<details>
		<summary>${say('place_title')}</summary>
		<p dir="auto">${paragraph(address)}</p>
	</details>`;

function codeForm(language: Language, fault?: Word): Html {
	const { say } = language;
	return markup`<form method="post" action="/s">
		<input type="hidden" name="a" value="code" /><input type="hidden" name="l" value="${language.code}" /><input
			type="hidden"
			name="j"
			value=""
		/>
		<label for="k">${say('code_label')}</label>${fault && markup`<p class="fault" id="kf" role="alert">${say(fault)}</p>`}
		<input
			type="text"
			id="k"
			name="k"
			inputmode="numeric"
			autocomplete="off"
			dir="ltr"
			${fault && markup` aria-describedby="kf" aria-invalid="true"`}
		/>
		<p><button>${say('continue')}</button></p>
	</form> `;
}

/** "Open now, until 20.00. Nine of ten get an answer within six minutes." */
function openingText({ language, service, now }: FirstPage): string {
	const { say } = language;
	const { opening, answerMinutes } = service;
	const parts = opening.isOpen
		? [opening.closesAt ? say('open_until', { time: timeOf(language, opening.closesAt) }) : say('open')]
		: [
				opening.opensAt
					? say('closed_until', { day: dayOf(language, opening.opensAt, now), time: timeOf(language, opening.opensAt) })
					: say('closed'),
				say('closed_write')
			];
	if (answerMinutes !== undefined) {
		const isLong = answerMinutes > 90;
		const n = isLong ? Math.ceil(answerMinutes / 60) : Math.max(1, answerMinutes);
		parts.push(say(isLong ? 'wait_hours' : 'wait_minutes', { n }));
	}
	return parts.join(' ');
}

/** The page of one chat. */
export interface ChatPage extends Carried {
	status: ChatStatus;
	/** Whom to call in danger. */
	emergency: readonly EmergencyNumber[];
	hasPeers: boolean;
	lines: readonly ChatLine[];
	/** Just made, and shown this once. */
	code?: string;
	/** What was not sent, and why. */
	draft?: string;
	fault?: Word;
	told?: string;
	composerId: string;
}

/**
 * The page of a chat up to its last line; what comes later is added below, then `chatEnd`. The composer stands before the
 * messages in the source, because a page that stays open has no end to put it at; the style sheet shows it below them.
 */
export function chatBegin(page: ChatPage): Html {
	const { language, lines, code } = page;
	const { say } = language;
	const erase = markup`<form method="post" action="/s">
		${hidden(page)}<button name="a" value="erase">${say('erase')}</button>
	</form>`;
	return markup`${head(language, erase, 'talk')} ${composerOf(page)}
		<main class="scroll" tabindex="0" aria-label="${say('title')}">
			<div>
				<h1>${say('title')}</h1>
				${code && codeBox(language, code)}
				${page.told && markup`<p class="told" role="status">${page.told}</p>`}
				${dangerOf(language, page.emergency, page.status.isBlocked || page.status.state === 'closed')}
				<details>
					<summary>${say('options')}</summary>
					${optionsOf(page)}
				</details>
				<p class="soft" id="here">${say(page.plain ? 'here_plain' : 'here')}</p>
				<div class="log" role="log" aria-label="${say('title')}">
					<ol id="log">
						${lines.map((line) => lineOf(language, line))}`;
}

/** The end of a page of a chat that does not stay open, or no longer does. */
export const chatEnd = markup`</ol></div></div>${end}`;

/** A browser drops the first new line of a field, so that one of the text's own stays. */
const newLine = new Html('\n');

/** One line of a chat, as one line of source. `data-n` is its number: a page asks for what comes after the last it has. */
export function lineOf(language: Language, { seq, author, alias, event, text }: ChatLine): Html {
	const { say } = language;
	const by = author === 'visitor' ? say('you') : (alias ?? '');
	const line = event
		? markup`<li class="event" data-n="${seq}">
				${say(event === 'closed' ? 'closed_event' : event, { name: by })}
				${event === 'closed' && goTo(language, '/e', 'tell_link')}
			</li>`
		: markup`<li class="${author === 'visitor' && 'you'}" data-n="${seq}">
				<b><bdi>${by}</bdi></b><span dir="auto">${paragraph(text)}</span>
			</li>`;
	return new Html(`${line.text}\n`);
}

/** A way on that leaves no address behind: nothing but the first page is fetched with GET. */
const goTo = ({ say, code }: Language, action: string, word: Word): Html =>
	markup`<form method="post" action="${action}">
		<input type="hidden" name="l" value="${code}" /><button class="way">${say(word)}</button>
	</form>`;

/** Says at the end of an open page that the chat is gone. */
export const goneLine = ({ say }: Language): Html =>
	new Html(`${markup`<li class="event" data-gone>${say('gone')}</li>`.text}\n`);

/** With a script the composer is part of the page; without, it is a small page of its own, fresh after each message. */
function composerOf(page: ChatPage): Html {
	const { say } = page.language;
	const { composerId, draft, fault } = page; // what was done is said in the chat, once
	const inner = page.status.isBlocked
		? markup`<p class="soft">${say('blocked')}</p>`
		: page.scripted || page.plain
			? composerForm(page, '/s', { composerId, draft, fault })
			: markup`<iframe title="${say('reply')}" name="w" srcdoc="${composerPage(page, { composerId, draft, fault }).text}"></iframe>`;
	return markup`<section class="write" aria-label="${say('reply')}">${inner}</section>`;
}

export interface Composer {
	composerId: string;
	draft?: string;
	fault?: Word;
	told?: string;
}

/** The composer as a page of its own. */
export const composerPage = (carried: Carried, composer: Composer): Html =>
	smallPage(carried.language, 'reply', composerForm(carried, '/s/w', composer));

/** What came of a choice about the chat. */
export const toldPage = (language: Language, { told, code }: { told?: string; code?: string }): Html =>
	smallPage(
		language,
		'options',
		markup`${code && codeBox(language, code)}${told && markup`<p class="told" role="status">${told}</p>`}`
	);

/** A page for a frame within ours. */
function smallPage({ code, dir, say }: Language, title: Word, content: Html): Html {
	return markup`<!doctype html>
		<html lang="${code}" dir="${dir}">
			<head>
				<meta charset="utf-8" />
				<meta name="viewport" content="width=device-width, initial-scale=1" />
				<title>${say(title)}</title>
				<link rel="stylesheet" href="/besok.css" />
			</head>
			<body class="compose">
				${content}
			</body>
		</html> `;
}

/** Shown this once. */
const codeBox = ({ say }: Language, code: string): Html =>
	markup`<div class="code">
		<h2>${say('code_title')}</h2>
		<output dir="ltr">${code}</output>
		<p class="soft">${say('code_note')}</p>
	</div>`;

function composerForm(carried: Carried, action: string, { composerId, draft, fault, told }: Composer): Html {
	const { say } = carried.language;
	return markup`<form method="post" action="${action}" id="w">
		${hidden(carried, composerId)}<label for="m">${say('reply')}</label>
		${fault ? markup`<p class="fault" id="f" role="alert">${say(fault)}</p>` : markup`<p class="soft" role="status" id="f">${told ?? ''}</p>`}
		<textarea
			id="m"
			name="m"
			rows="2"
			autocomplete="off"
			spellcheck="false"
			dir="auto"
			aria-describedby="f"
			${fault && markup` aria-invalid="true"`}
		>${newLine}${draft ?? ''}</textarea>
		<div>
			<button class="main" name="a" value="write">${say('send')}</button
			><button name="a" value="fetch" formaction="/s" formtarget="_top">${say('fetch')}</button>
		</div>
	</form>`;
}

/** What is chosen here is answered in a frame below it: the page stays, and with it what is being written. */
function optionsOf(page: ChatPage): Html {
	const { language, status } = page;
	const { say } = language;
	const who = status.openedBy.map(({ role, count }) => `${say(`role_${role}` as Word)} (${count})`).join(', ');
	const asked = markup`${hidden(page)}<input type="hidden" name="v" value="1" />`;
	return markup`
		<p>${who ? say('opened', { who }) : say('opened_none')}</p>
		<form method="post" action="/s" target="o">
			${asked}
			<fieldset class="pick">
				<legend>${say('keep')}</legend>
				${([1, 7, 30] as const).map((days) => markup`<label><input type="radio" name="d" value="${days}" ${status.days === days && markup` checked`} />${say(`days${days}`)}</label>`)}
			</fieldset>
			<p><button name="a" value="keep">${say('continue')}</button></p>
		</form>
		${
			(page.hasPeers || status.noPeer) &&
			markup`<form method="post" action="/s" target="o">
				${asked}
				<p class="pick">${noPeerBox(language, status.noPeer)}</p>
				<p><button name="a" value="helper">${say('continue')}</button></p>
			</form>`
		}
		<iframe name="o" title="${say('options')}"></iframe>
		<form method="post" action="/s">
			${hidden(page)}
			<p>${say('export_note')}</p>
			<p><button name="a" value="export">${say('export')}</button></p>
		</form>
		<p class="scripted pick">
			<label><input type="checkbox" id="lyd" />${say('sound')}</label>
		</p>
		<form method="post" action="/s" target="k">
			${asked}
			<p>${say('code_new_text')}</p>
			<p><button name="a" value="renew">${say('code_new')}</button></p>
		</form>
		<iframe name="k" title="${say('code_title')}"></iframe>
	`;
}

/** The hidden fields of a chat's form. `id` is the message's own: sent twice, it is stored once. */
function hidden({ pass, language, scripted, plain }: Carried, id?: string): Html {
	return markup`<input type="hidden" name="t" value="${pass}" /><input
			type="hidden"
			name="l"
			value="${language.code}"
		/><input
			type="hidden"
			name="j"
			value="${scripted ? 1 : ''}"
		/>${plain && markup`<input type="hidden" name="n" value="1" />`}${id && markup`<input type="hidden" name="o" value="${id}" />`}`;
}

/** The chat is not there. Whatever was written and not sent stands here, so that it is not lost. */
export function gonePage(language: Language, emergency: readonly EmergencyNumber[], notSent?: string): Html {
	const { say, code } = language;
	return notice(
		language,
		'gone_title',
		'gone',
		markup`${
			notSent &&
			markup`<p>${say('not_sent')}</p>
					<p class="kept" dir="auto">${paragraph(notSent)}</p>`
		}
			<p><a href="/?l=${code}" target="_top">${say('new')}</a></p>
			${dangerOf(language, emergency)}`
	);
}

/** Questions and answers whose words are their own names, or numbers and spans of years. */
const answerText = ({ say }: Language, question: Question, answer: string): string =>
	question === 'helped'
		? say(`helped${answer}` as Word)
		: /^\d/.test(answer)
			? answer.replace('-', '–')
			: say(answer as Word);

/** The questions after a chat. */
export function tellPage(
	language: Language,
	questions: Readonly<Record<Question, readonly string[]>>,
	formId: string,
	fault?: Word
): Html {
	const { say, code } = language;
	return markup`${head(language)}
		<main>
			<h1>${say('tell_title')}</h1>
			<p>${say('tell')}</p>
			${fault && markup`<p class="fault" role="alert">${say(fault)}</p>`}
			<form method="post" action="/e">
				<input type="hidden" name="l" value="${code}" /><input type="hidden" name="a" value="send" /><input
					type="hidden"
					name="o"
					value="${formId}"
				/>
				${(Object.keys(questions) as Question[]).map(
					(question) =>
						markup`<fieldset class="pick">
							<legend>${say(question)}</legend>
							${questions[question].map((answer) => markup`<label><input type="radio" name="${question}" value="${answer}" />${answerText(language, question, answer)}</label>`)}
						</fieldset> `
				)}
				<p><button class="main">${say('tell_send')}</button></p>
			</form>
			${home(language)}
		</main>
		${endOfPage}`;
}

/** The suggestion box, and what we answered to what came before. */
export function boxPage(
	language: Language,
	answers: readonly { answer: string }[],
	formId: string,
	kept: { fault?: Word; text?: string } = {}
): Html {
	const { say, code } = language;
	return markup`${head(language)}
		<main>
			<h1>${say('box_title')}</h1>
			<p>${say('box')}</p>
			<form method="post" action="/f">
				<input type="hidden" name="l" value="${code}" /><input type="hidden" name="a" value="send" /><input
					type="hidden"
					name="o"
					value="${formId}"
				/>
				<label for="m">${say('box_label')}</label>
				${kept.fault && markup`<p class="fault" id="f" role="alert">${say(kept.fault)}</p>`}<textarea
					id="m"
					name="m"
					rows="4"
					autocomplete="off"
					spellcheck="false"
					dir="auto"
					${kept.fault && markup` aria-describedby="f" aria-invalid="true"`}
				>${newLine}${kept.text ?? ''}</textarea>
				<button class="main">${say('send')}</button>
			</form>
			${
				answers.length > 0 &&
				markup`<h2>${say('box_answers')}</h2>
					<ul>
						${answers.map(({ answer }) => markup`<li dir="auto">${paragraph(answer)}</li>`)}
					</ul>`
			}
			${home(language)}
		</main>
		${endOfPage}`;
}

/** The chat as plain text, for the visitor to keep. */
export function asText({ say }: Language, lines: readonly ChatLine[]): string {
	return lines
		.map(({ author, alias, event, text }) => {
			if (event) return `(${say(event === 'closed' ? 'closed_event' : event, { name: alias ?? '' })})`;
			return `${author === 'visitor' ? say('you') : (alias ?? '')}:\n${text}`;
		})
		.join('\n\n')
		.concat('\n');
}

/** "20.00", as the language writes it. */
function timeOf({ code }: Language, at: Date): string {
	return new Intl.DateTimeFormat(localeOf(code), { hour: '2-digit', minute: '2-digit', timeZone }).format(at);
}

const weekdayOf = ({ code }: Language, day: string): string =>
	new Intl.DateTimeFormat(localeOf(code), { weekday: 'long', timeZone }).format(startOfMinute(day, 12 * 60));

/** The weekday within a week, else the date too. */
function dayOf({ code }: Language, at: Date, now: Date): string {
	const isNear = startOfDay(localDay(at)).getTime() - now.getTime() < 6 * 24 * 60 * 60_000;
	const form = isNear ? ({ weekday: 'long' } as const) : ({ weekday: 'long', day: 'numeric', month: 'long' } as const);
	return new Intl.DateTimeFormat(localeOf(code), { ...form, timeZone }).format(at);
}

/** The day on which a chat will be erased. */
export function dateOf({ code }: Language, at: Date): string {
	return new Intl.DateTimeFormat(localeOf(code), { day: 'numeric', month: 'long', year: 'numeric', timeZone }).format(
		at
	);
}

/** Western digits and our calendar in every language: the hours of a Norwegian office. */
const localeOf = (code: string): string => (code === 'en' ? 'en-GB' : `${code}-u-nu-latn-ca-gregory`);
