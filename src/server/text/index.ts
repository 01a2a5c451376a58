/** What we write and what is written back: languages, standard texts, the review of a message, the meaning of a reply. */
export { answerLanguage } from './answer-language.ts';
export { classifyReply, type ReplyMeaning } from './classify-reply.ts';
export {
	addStopWord,
	listStopWords,
	noteStopWordReview,
	removeStopWord,
	stopWordKinds,
	type StopWordFault,
	type StopWordKind,
	type StopWordList
} from './edit-stop-words.ts';
export { addWord, getMessageWords, getWordList, removeWord, restoreWordList } from './edit-word-lists.ts';
export { createTemplate, editTemplate, restoreTemplate, retireTemplate, reviewTemplateText } from './keep-library.ts';
export { findLanguage, languages, readLanguage, type Language } from './languages.ts';
export {
	answerChannels,
	kinds,
	plainLines,
	purposes,
	situations,
	templateInput,
	topics,
	type AnswerChannel,
	type Kind,
	type Purpose,
	type Situation,
	type Template,
	type TemplateInput,
	type TemplateText,
	type TemplateVersion,
	type Topic,
	type UsableText
} from './library.ts';
export {
	findReviewedBodies,
	getTemplate,
	listMethodTexts,
	listStandardAnswers,
	listTemplates,
	listUsableMessages
} from './list-library.ts';
export { looksLikeHealthAdvice } from './looks-like-health-advice.ts';
export { lintMessage, seenFirst, type Finding, type FindingCode } from './lint-message.ts';
export { fillIn, findUnknownPlaceholders, type Filling } from './placeholders.ts';
export { readReply } from './read-reply.ts';
export { reviewedLanguages, type ReviewedLanguage } from './message-words.ts';
export { saysHowToStop } from './says-how-to-stop.ts';
export { countSegments, replaceCulprits, type Culprit, type SegmentCount } from './segments.ts';
export { maxServiceName, standardText, standardTextLanguages, type StandardText } from './standard-texts.ts';
export { stopWords, type StopWords } from './stop-words.ts';
export { activateVersion, withdrawPictogram } from './pictogram/activate-pictogram.ts';
export { changePictogram, createPictogram } from './pictogram/compose-pictogram.ts';
export { searchDrawings, wordsFor } from './pictogram/drawings.ts';
export {
	findChosenPictogram,
	getPictogram,
	getPictogramVersion,
	listActivePictograms,
	listPictograms
} from './pictogram/list-pictograms.ts';
export {
	compareRecognition,
	fileNameOf,
	maxTiles,
	pictogramInput,
	roundInput,
	type PictogramInput,
	type PictogramVersion
} from './pictogram/pictogram.ts';
export { drawPictogram, drawTile, renderPictogram } from './pictogram/picture.ts';
export { discardRound, recordRound } from './pictogram/record-round.ts';
export { wordChangeInput, wordListNames, type ListedWord, type MessageWords, type WordListName } from './word-lists.ts';
