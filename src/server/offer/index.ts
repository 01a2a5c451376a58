/** Time-limited offers, such as free vaccine, and the tally at the desk of how people heard of us. */
export { getOffer, listCampaignOffers, listOffers, type OfferTally } from './list-offers.ts';
export {
	decideDay,
	doses,
	offerInput,
	readTally,
	receivedWhen,
	shareInTenths,
	sources,
	sumUpTally,
	tallyText,
	type Dose,
	type Offer,
	type OfferInput,
	type Received,
	type Source,
	type Tally,
	type TallyCount,
	type TallySum
} from './offer.ts';
export { openDay, removeTally, tally, undoMinutes } from './tally-offer.ts';
export { createOffer, decideOffer, editOffer } from './write-offer.ts';
