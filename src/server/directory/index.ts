/** Services elsewhere in the country that we can tell people about, and when somebody last looked them up. */
export { counties, countyName, isCounty } from './counties.ts';
export {
	enoughEntries,
	entryInput,
	freshDays,
	offers,
	prices,
	type Entry,
	type EntryInput,
	type Offer,
	type Price
} from './directory.ts';
export { addEntry, checkCounty, listEntries, removeEntry, verifyEntry } from './keep-directory.ts';
export {
	confirmEmergencyNumber,
	hideEmergencyNumber,
	listEmergencyChoices,
	listEmergencyNumbers,
	type EmergencyChoice
} from './keep-emergency.ts';
