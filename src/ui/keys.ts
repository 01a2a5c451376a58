/**
 * Extra keys for a form (`use:keys`): digits 1–0 choose in the question that has focus, Ctrl+Enter (⌘+Enter) submits.
 * Everything works without them; they are shown where they apply.
 */
export function keys(form: HTMLFormElement): { destroy(): void } {
	const onKey = (event: KeyboardEvent) => {
		if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
			event.preventDefault();
			form.requestSubmit();
		} else if (chooseByDigit(event)) {
			event.preventDefault();
		}
	};
	form.addEventListener('keydown', onKey);
	return { destroy: () => form.removeEventListener('keydown', onKey) };
}

function chooseByDigit(event: KeyboardEvent): boolean {
	if (!/^[0-9]$/.test(event.key) || event.ctrlKey || event.metaKey || event.altKey || isText(event.target))
		return false;
	const question = (event.target as Element).closest('fieldset[data-keys]');
	const inputs = question?.querySelectorAll<HTMLInputElement>('input[type="radio"], input[type="checkbox"]');
	const chosen = inputs?.[placeOf(event.key)];
	if (!chosen || chosen.disabled) return false;
	// A click, not an assignment: the bound value and the browser's own radio group follow it.
	chosen.click();
	chosen.focus();
	return true;
}

const placeOf = (digit: string) => (digit === '0' ? 9 : Number(digit) - 1);

// A digit typed in a text field inside the question is a digit.
function isText(target: EventTarget | null): boolean {
	if (target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
	return target instanceof HTMLInputElement && target.type !== 'radio' && target.type !== 'checkbox';
}
