import { getLocale } from '#locale';
import { findLanguage } from '#text';

/** What a language is called in the reader's own: «rumensk», "Romanian". For the server's side of a page. */
export const languageName = (code: string): string => findLanguage(code)?.[getLocale()] ?? code;
