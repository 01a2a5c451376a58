import * as v from 'valibot';

const number = v.pipe(v.string(), v.minLength(1), v.maxLength(40));

/** One number, or up to a thousand. */
export const optOutInput = v.union([
	v.object({ number }),
	v.object({ numbers: v.pipe(v.array(number), v.minLength(1), v.maxLength(1000)) })
]);
