/** What is being written, and after it what is put in. */
export const joined = (text: string, body: string): string => [text.trimEnd(), body].filter(Boolean).join('\n\n');
