/** The counties of Norway since 2024, by their official number (Statistics Norway, standard 104), from north to south. */
export const counties = [
	{ code: '56', name: 'Finnmark' },
	{ code: '55', name: 'Troms' },
	{ code: '18', name: 'Nordland' },
	{ code: '50', name: 'Trøndelag' },
	{ code: '15', name: 'Møre og Romsdal' },
	{ code: '46', name: 'Vestland' },
	{ code: '11', name: 'Rogaland' },
	{ code: '42', name: 'Agder' },
	{ code: '40', name: 'Telemark' },
	{ code: '39', name: 'Vestfold' },
	{ code: '33', name: 'Buskerud' },
	{ code: '34', name: 'Innlandet' },
	{ code: '32', name: 'Akershus' },
	{ code: '03', name: 'Oslo' },
	{ code: '31', name: 'Østfold' }
] as const;

/** @returns true when text is the number of a county. */
export const isCounty = (text: string): boolean => counties.some(({ code }) => code === text);

/** @returns the county's name; the number itself when it is no county (any more). */
export const countyName = (code: string): string => counties.find((county) => county.code === code)?.name ?? code;
