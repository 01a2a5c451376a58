import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type nb from '../../messages/visitor/nb.json';

export type Word = keyof (typeof nb)['words'];

/** A language of the visitors' side: its own name, its direction, and who has read it with the language as their own. */
export interface Language {
	code: string;
	name: string;
	dir: 'ltr' | 'rtl';
	reviewed: { by: string; on: string } | null;
	/** Says something in it, with what belongs in the gaps. */
	say: (word: Word, gaps?: Record<string, string | number>) => string;
}

interface File {
	name: string;
	dir: 'ltr' | 'rtl';
	reviewed: Language['reviewed'];
	words: Record<Word, string>;
}

const folder = path.resolve(import.meta.dirname, '../../messages/visitor');

/** Every language there is, Norwegian first. */
export const languages: readonly Language[] = readdirSync(folder)
	.filter((file) => file.endsWith('.json'))
	.map((file) => toLanguage(file.slice(0, -5), JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as File))
	.sort((a, b) => placeOf(a) - placeOf(b) || a.name.localeCompare(b.name, 'nb'));

/** Those that visitors are offered: read by somebody, or shown all the same because the service says so. */
export const offered = (unreviewed: readonly string[]): Language[] =>
	languages.filter(({ code, reviewed }) => reviewed !== null || unreviewed.includes(code));

/** The language asked for, else the first that the browser asks for, else Norwegian. */
export function choose(among: readonly Language[], asked: string | null, accepts: string | undefined): Language {
	const byCode = (code: string | null | undefined) => among.find((language) => language.code === code);
	const wished = (accepts ?? '').split(',').map((part) => toCode(part.split(';')[0]!.trim().toLowerCase()));
	return byCode(asked) ?? wished.map(byCode).find((found) => found !== undefined) ?? among[0]!;
}

/** A language that is in use already: what the page was in before stays, even if it is no longer offered. */
export const languageOf = (code: string): Language =>
	languages.find((language) => language.code === code) ?? languages[0]!;

const toCode = (tag: string) => (/^(no|nb)\b/.test(tag) ? 'nb' : tag.split('-')[0]!);

function toLanguage(code: string, { name, dir, reviewed, words }: File): Language {
	return {
		code,
		name,
		dir,
		reviewed,
		say: (word, gaps = {}) => words[word].replace(/\{(\w+)\}/g, (gap, key: string) => String(gaps[key] ?? gap))
	};
}

function placeOf({ code }: Language): number {
	const place = ['nb', 'nn', 'en'].indexOf(code);
	return place < 0 ? 3 : place;
}
