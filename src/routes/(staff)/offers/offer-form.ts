import * as v from 'valibot';
import { listCampaigns } from '#campaign';
import type { Ctx } from '#db';
import { offerInput, type Offer, type OfferInput } from '#offer';
import { may } from '#staff';
import { faultsOf, fieldsOf } from '../../form.ts';

/** What stands in the form, as text, whether it can be read or not. */
export interface OfferValues {
	name: string;
	unit: string;
	startsOn: string;
	endsOn: string;
	campaignId: string;
	places: string;
	countsDoses: boolean;
	hypothesis: string;
	channels: string;
	decisionRule: string;
}

/** The campaigns an offer can belong to, for whoever may read them. */
export async function campaignChoices(ctx: Ctx): Promise<{ value: string; label: string }[]> {
	if (!may(ctx.actor, 'campaign.read')) return [];
	return (await listCampaigns(ctx)).map(({ campaign }) => ({ value: campaign.id, label: campaign.name }));
}

/** Reads the form. What was written comes back as it was, with the first fault of each field. */
export function readOfferForm(
	data: FormData,
	campaigns: { value: string }[]
): { values: OfferValues; read: { ok: true; input: OfferInput } | { ok: false; faults: Record<string, string> } } {
	const field = fieldsOf(data);
	const values: OfferValues = {
		name: field('name'),
		unit: field('unit'),
		startsOn: field('startsOn'),
		endsOn: field('endsOn'),
		campaignId: field('campaignId'),
		places: field('places'),
		countsDoses: field('countsDoses') === 'on',
		hypothesis: field('hypothesis'),
		channels: field('channels'),
		decisionRule: field('decisionRule')
	};
	const read = v.safeParse(offerInput, {
		...values,
		campaignId: values.campaignId || null,
		places: values.places.trim() === '' ? null : Number(values.places)
	});
	const faults = read.success ? {} : faultsOf(read.issues);
	if (values.campaignId && !campaigns.some(({ value }) => value === values.campaignId)) faults.campaignId = 'unknown';
	if (!read.success || Object.keys(faults).length) return { values, read: { ok: false, faults } };
	return { values, read: { ok: true, input: read.output } };
}

export const emptyValues = (campaignId: string): OfferValues => ({
	name: '',
	unit: '',
	startsOn: '',
	endsOn: '',
	campaignId,
	places: '',
	countsDoses: false,
	hypothesis: '',
	channels: '',
	decisionRule: ''
});

export const valuesOf = (offer: Offer): OfferValues => ({
	name: offer.name,
	unit: offer.unit,
	startsOn: offer.startsOn,
	endsOn: offer.endsOn,
	campaignId: offer.campaignId ?? '',
	places: offer.places === null ? '' : String(offer.places),
	countsDoses: offer.countsDoses,
	hypothesis: offer.hypothesis,
	channels: offer.channels,
	decisionRule: offer.decisionRule
});
