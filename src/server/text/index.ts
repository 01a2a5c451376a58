/** What we write and what is written back: languages, standard texts, the review of a message, the meaning of a reply. */
export { classifyReply, type ReplyMeaning } from './classify-reply.ts';
export { findLanguage, languages, readLanguage, type Language } from './languages.ts';
export { lintMessage, seenFirst, type Finding, type FindingCode } from './lint-message.ts';
export { saysHowToStop } from './says-how-to-stop.ts';
export { countSegments, replaceCulprits, type Culprit, type SegmentCount } from './segments.ts';
export { maxServiceName, standardText, standardTextLanguages, type StandardText } from './standard-texts.ts';
export { stopWords, type StopWords } from './stop-words.ts';
