import * as v from 'valibot';
import { languages } from './languages.ts';
import { findPlaceholders, findUnknownPlaceholders } from './placeholders.ts';

/** What the library keeps: messages to begin a campaign with, standard answers (R68, R75), and texts of method for a chat. */
export const kinds = ['message', 'answer', 'method'] as const;
export type Kind = (typeof kinds)[number];

/** What a message is for. */
export const purposes = ['services', 'health', 'event', 'safety', 'other'] as const;
/** The situation that a standard answer is for (R68). */
export const situations = [
	'notNow',
	'thanks',
	'question',
	'notTargetGroup',
	'wantsAppointment',
	'tellOthers',
	'other'
] as const;
/** What a text of method is about. */
export const topics = ['boundaries', 'safety', 'listening', 'health', 'rights', 'other'] as const;
export type Purpose = (typeof purposes)[number];
export type Situation = (typeof situations)[number];
export type Topic = (typeof topics)[number];
const purposesOf: Record<Kind, readonly string[]> = { message: purposes, answer: situations, method: topics };

/** Where an answer is offered: it may speak of "this number", or of a code and this page. */
export const answerChannels = ['both', 'sms', 'chat'] as const;
export type AnswerChannel = (typeof answerChannels)[number];

const languageCode = v.picklist(languages.map(({ code }) => code));
/** A form sends CR LF; kept, the same text would not be the same. */
export const plainLines = (text: string): string => text.replace(/\r\n?/g, '\n');

const body = v.pipe(v.string(), v.transform(plainLines), v.trim(), v.minLength(1), v.maxLength(800, 'bodyTooLong'));

/** A text of the library with its languages, as a form posts it. An answer may be called after its situation. */
export const templateInput = v.pipe(
	v.object({
		kind: v.picklist(kinds),
		purpose: v.string(),
		name: v.pipe(v.string(), v.trim(), v.maxLength(80, 'nameTooLong')),
		channel: v.optional(v.picklist(answerChannels), 'both'),
		bodies: v.pipe(
			v.record(languageCode, body),
			v.check((bodies) => Object.keys(bodies).length > 0, 'bodyMissing')
		)
	}),
	v.forward(
		v.partialCheck(
			[['kind'], ['purpose']],
			({ kind, purpose }) => purposesOf[kind].includes(purpose),
			'purposeMissing'
		),
		['purpose']
	),
	v.forward(
		v.partialCheck(
			[['kind'], ['bodies']],
			({ kind, bodies }) =>
				Object.values(bodies).every(
					(text) => !(kind === 'message' ? findUnknownPlaceholders(text) : findPlaceholders(text)).length
				),
			'unknownPlaceholder'
		),
		['bodies']
	),
	v.forward(
		v.partialCheck([['kind'], ['name']], ({ kind, name }) => kind === 'answer' || name !== '', 'nameMissing'),
		['name']
	)
);
export type TemplateInput = Omit<v.InferOutput<typeof templateInput>, 'channel'> & { channel?: AnswerChannel };

/** One language of one version, and who has read it. */
export interface TemplateText {
	language: string;
	body: string;
	writtenBy: string | null;
	writtenByName: string | null;
	writtenAt: Date;
	reviewedBy: string | null;
	reviewedByName: string | null;
	/** Null until somebody else has read it: it cannot be used. */
	reviewedAt: Date | null;
}

export interface TemplateVersion {
	id: string;
	number: number;
	createdAt: Date;
	createdByName: string | null;
	texts: TemplateText[];
}

export interface Template {
	id: string;
	kind: Kind;
	purpose: Purpose | Situation | Topic;
	/** Empty for the answers that came with Lykt: they are called after their situation. */
	name: string;
	/** Always `both` for what is not an answer. */
	channel: AnswerChannel;
	createdAt: Date;
	retiredAt: Date | null;
	/** The newest first. */
	versions: TemplateVersion[];
}

/** A reviewed text that may be used, with its place in the library. */
export interface UsableText {
	templateId: string;
	versionId: string;
	kind: Kind;
	purpose: Purpose | Situation | Topic;
	name: string;
	language: string;
	body: string;
	writtenBy: string | null;
	reviewedBy: string | null;
	reviewedByName: string | null;
	reviewedAt: Date;
}

/** What becomes of an edit: nothing new, the draft version changed in place, or a new version beside the frozen one. */
export type EditPlan =
	| { kind: 'none' }
	| { kind: 'inPlace'; gone: string[]; changed: string[] }
	| { kind: 'newVersion'; kept: TemplateText[]; changed: string[] };

/** A version is frozen once one of its texts is reviewed; unchanged texts take their review with them into the next. */
export function planEdit(newest: Pick<TemplateVersion, 'texts'>, bodies: Readonly<Record<string, string>>): EditPlan {
	const isSame = ({ language, body }: TemplateText) => bodies[language] === body;
	const changed = Object.keys(bodies).filter(
		(language) => !newest.texts.some((text) => text.language === language && isSame(text))
	);
	const gone = newest.texts.filter(({ language }) => !(language in bodies)).map(({ language }) => language);
	if (changed.length + gone.length === 0) return { kind: 'none' };
	if (newest.texts.every(({ reviewedAt }) => reviewedAt === null)) return { kind: 'inPlace', gone, changed };
	return { kind: 'newVersion', kept: newest.texts.filter(isSame), changed };
}
