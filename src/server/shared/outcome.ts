/** An expected "no" is returned, not thrown: a tagged union whose `why` is a code (language is chosen at the edge). */
export type Outcome<T, Why extends string = string> = ({ ok: true } & T) | { ok: false; why: Why };

export const yes = <T extends object>(value: T): { ok: true } & T => ({ ok: true, ...value });
export const no = <Why extends string>(why: Why): { ok: false; why: Why } => ({ ok: false, why });

/** Makes a `switch` over a union exhaustive: a new member does not compile until it is handled. */
export function assertNever(value: never): never {
	throw new Error(`not handled: ${JSON.stringify(value)}`);
}
