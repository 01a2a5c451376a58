/** Questions of one's own: what to count, divided by what, over which period; kept and shared; under the report's rules. */
export { ask, listNames } from './ask.ts';
export { keepQuestion, listQuestions, removeQuestion, renameQuestion } from './keep-question.ts';
export {
	dimensions,
	measures,
	periods,
	readQuestion,
	type Dimension,
	type KeptQuestion,
	type Measure,
	type PeriodKind,
	type Question,
	type QuestionIssue
} from './question.ts';
export type { Answer, AnswerNote } from './table.ts';
export { writeCsv, writeXlsx, type WrittenTable } from './write-table.ts';
