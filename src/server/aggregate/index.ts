/** Numbers that come from another system, typed or read from a file; nobody is behind a line. */
export {
	cellName,
	plain,
	readSheetRows,
	type AggregateColumn,
	type AggregateUnit,
	type CellFault,
	type CellQuestion,
	type LineFault
} from './aggregate.ts';
export {
	addRows,
	listAggregates,
	nameSource,
	readAggregate,
	removeRow,
	saveYear,
	type Aggregate
} from './keep-aggregates.ts';
