import { randomUUID, randomUUIDv7 } from 'node:crypto';

/** A time-ordered UUID (version 7, RFC 9562): good for indexes, says nothing but when it was made. */
export const newId = (): string => randomUUIDv7();

/** A UUID that says nothing at all (version 4): for what is remembered by name after it is erased. */
export const newTimelessId = (): string => randomUUID();

/** @returns true for text in the form of a UUID; route parameters are checked with it before the database sees them. */
export const isId = (text: string): boolean =>
	/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(text);
