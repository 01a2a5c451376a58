import type { Offer, Price } from '#directory';
import { m } from '#messages';

export const offerText: Record<Offer, () => string> = {
	condoms: m.directory_offer_condoms,
	tests: m.directory_offer_tests,
	doctor: m.directory_offer_doctor,
	lawyer: m.directory_offer_lawyer,
	talk: m.directory_offer_talk,
	vaccine: m.directory_offer_vaccine,
	equipment: m.directory_offer_equipment,
	housing: m.directory_offer_housing,
	crisis: m.directory_offer_crisis
};

export const priceText: Record<Price, () => string> = {
	free: m.directory_price_free,
	paid: m.directory_price_paid,
	unknown: m.directory_price_unknown
};

/** What is wrong with a field, by its code. */
export const faultText: Record<string, () => string> = {
	name: m.directory_fault_name,
	county: m.directory_fault_county,
	municipality: m.directory_fault_municipality
};

/** What has just been done, as it stands in the address after it. */
export const doneText = {
	added: m.directory_done_added,
	verified: m.directory_done_verified,
	removed: m.directory_done_removed
} satisfies Record<string, () => string>;
