/** Contacts of earlier years, read from a file: columns, words, a try without a trace, all or nothing, and undoing it. */
export { bringFile } from './bring-file.ts';
export { checkFile, getIntake, listFaults, listIntakes, type FileCheck, type UnknownWord } from './check-file.ts';
export { intakeFields, type IntakeField } from './fields.ts';
export { mostLines, type FaultCode, type Intake, type LineFault } from './intake.ts';
export { discardIntake, mapColumns, mapWords } from './map-file.ts';
export { canUndo, startImport, undoDays, undoImport } from './run-import.ts';
