import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { ownDrawings, type Drawing } from './own-drawings.ts';
import { startingSet, type DrawingWords } from './starting-set.ts';

/** A drawing that can be chosen. `words` has what people call it where we have said so; else its English name is it. */
export interface Choice {
	name: string;
	words: DrawingWords | undefined;
}

/** @returns the drawing of that name, or undefined when there is none. Names come from forms and from old versions. */
export async function findDrawing(name: string): Promise<Drawing | undefined> {
	return (await loadDrawings()).get(name);
}

/** What a drawing is called: in the language where we have a word, else by its English name. */
export const wordsFor = (name: string): DrawingWords | undefined => startingSet[name];

/**
 * Drawings that a text finds, by Norwegian and English words and by their names; the hand-picked ones first. An empty
 * text finds the hand-picked set.
 */
export async function searchDrawings(text: string): Promise<Choice[]> {
	const wanted = fold(text).split(/\s+/).filter(Boolean);
	if (!wanted.length) return Object.keys(startingSet).map(toChoice);
	const names = [...(await loadDrawings()).keys()];
	const found = names.filter((name) => wanted.every((word) => isIn(word, name)));
	const places = Object.keys(startingSet);
	const placeOf = (name: string) => (name in startingSet ? places.indexOf(name) : places.length);
	return found.sort((a, b) => placeOf(a) - placeOf(b) || a.localeCompare(b, 'en')).map(toChoice);
}

const toChoice = (name: string): Choice => ({ name, words: startingSet[name] });

/** A short word must begin something; a longer one may stand inside, as in «helsehjelp». */
function isIn(wanted: string, name: string): boolean {
	const known = startingSet[name];
	const texts = [name.replaceAll('-', ' '), ...(known?.nb ?? []), ...(known?.en ?? [])].map(fold);
	if (wanted.length > 3) return texts.some((text) => text.includes(wanted));
	return texts.some((text) => text.split(' ').some((word) => word.startsWith(wanted)));
}

const fold = (text: string): string => text.normalize('NFKC').toLowerCase().trim();

let loading: Promise<Map<string, Drawing>> | undefined;

/** The set is three megabytes: it is read when somebody first needs a drawing, and only the filled ones are kept. */
function loadDrawings(): Promise<Map<string, Drawing>> {
	loading ??= readDrawings().catch((fault: unknown) => {
		loading = undefined;
		throw fault;
	});
	return loading;
}

async function readDrawings(): Promise<Map<string, Drawing>> {
	const file = createRequire(import.meta.url).resolve('@iconify-json/healthicons/icons.json');
	const set = JSON.parse(await readFile(file, 'utf8')) as IconSet;
	const filled = Object.entries(set.icons).filter(([name, icon]) => !icon.hidden && !isLeftOut.test(name));
	return new Map([
		...Object.entries(ownDrawings),
		...filled.map(([name, { body, width, height }]): [string, Drawing] => [
			name,
			{ body, width: width ?? set.width, height: height ?? set.height }
		])
	]);
}

/** Other shapes of the same drawing, and the marks of firms. */
const isLeftOut = /-(outline|negative)(-24px)?$|-24px$|-logo$/;

interface IconSet {
	icons: Record<string, { body: string; width?: number; height?: number; hidden?: boolean }>;
	width: number;
	height: number;
}
