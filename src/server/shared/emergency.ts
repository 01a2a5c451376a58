/** Whom somebody in danger can call, in the order in which it is shown. Their names are words of each language. */
export const emergencyCodes = ['ambulance', 'police', 'fire', 'doctor', 'violence', 'talk', 'child'] as const;
export type EmergencyCode = (typeof emergencyCodes)[number];

/** A number that somebody of the service has confirmed; digits only. */
export interface EmergencyNumber {
	code: EmergencyCode;
	number: string;
}

/** In the order in which they are shown: those for life and death first. */
export const inOrder = <E extends { code: EmergencyCode }>(numbers: readonly E[]): E[] =>
	numbers.toSorted((a, b) => emergencyCodes.indexOf(a.code) - emergencyCodes.indexOf(b.code));

/** As it is read: "116 117", and three digits as they are. */
export const spaceNumber = (number: string): string => number.replace(/(\d)(?=(\d{3})+$)/g, '$1 ');
