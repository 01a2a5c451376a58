/** The keys of a spreadsheet for a table of fields: each knows its row and its column (`data-row`, `data-column`). */

/** Enter and the arrows go from field to field; left and right only where there is no more text on that side. */
export function moveByKey(event: KeyboardEvent & { currentTarget: HTMLElement }): void {
	const input = fieldOf(event.target);
	if (!input || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
	const step = stepOf(event, input);
	if (!step) return;
	event.preventDefault(); // Enter in a field would send the form
	const next = findField(event.currentTarget, placeOf(input).row + step.rows, placeOf(input).column + step.columns);
	if (next) {
		next.focus();
		next.select();
	} else if (event.key === 'Enter' && !event.shiftKey) {
		input.form?.querySelector<HTMLButtonElement>('button:not([type=button])')?.focus();
	}
}

/** A row, or several, out of a spreadsheet go into as many fields, from the one that has focus on. */
export function pasteCells(event: ClipboardEvent & { currentTarget: HTMLElement }): void {
	const input = fieldOf(event.target);
	const text = event.clipboardData?.getData('text/plain').replace(/[\r\n]+$/, '') ?? '';
	if (!input || input.readOnly || !/[\t\n]/.test(text)) return;
	event.preventDefault();
	const start = placeOf(input);
	for (const [row, line] of text.split(/\r?\n/).entries())
		for (const [column, value] of line.split('\t').entries()) {
			const field = findField(event.currentTarget, start.row + row, start.column + column);
			if (!field) continue;
			field.value = value.trim();
			field.dispatchEvent(new Event('input', { bubbles: true }));
		}
}

function stepOf(event: KeyboardEvent, input: HTMLInputElement): { rows: number; columns: number } | undefined {
	const [from, to, end] = [input.selectionStart, input.selectionEnd, input.value.length];
	const isWhole = from === 0 && to === end;
	switch (event.key) {
		case 'Enter':
			return { rows: event.shiftKey ? -1 : 1, columns: 0 };
		case 'ArrowDown':
			return { rows: 1, columns: 0 };
		case 'ArrowUp':
			return { rows: -1, columns: 0 };
		case 'ArrowLeft':
			return isWhole || to === 0 ? { rows: 0, columns: -1 } : undefined;
		case 'ArrowRight':
			return isWhole || from === end ? { rows: 0, columns: 1 } : undefined;
		default:
			return undefined;
	}
}

const fieldOf = (target: EventTarget | null): HTMLInputElement | undefined =>
	target instanceof HTMLInputElement && target.dataset.column !== undefined ? target : undefined;

const placeOf = ({ dataset }: HTMLInputElement) => ({ row: Number(dataset.row), column: Number(dataset.column) });

const findField = (sheet: HTMLElement, row: number, column: number): HTMLInputElement | null =>
	sheet.querySelector(`input[data-row="${row}"][data-column="${column}"]`);
