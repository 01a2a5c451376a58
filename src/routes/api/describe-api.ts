import { toJsonSchema } from '@valibot/to-json-schema';
import * as v from 'valibot';
import { campaignInput } from '#campaign';
import { contactInput } from '#contact';
import { figure, figureNames } from '#report';
import { optOutInput } from './opt-out-input.ts';
import { campaignAnswer } from './present-campaign.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const audienceAnswer = v.object({
	lines: count,
	unique: count,
	duplicates: count,
	verdicts: v.object({ go: count, wait: v.record(v.string(), count) }),
	rejected: v.array(v.object({ line: v.pipe(v.number(), v.integer(), v.minValue(1)), reason: v.string() }))
});
const problemAnswer = v.object({
	error: v.object({
		code: v.string(),
		issues: v.optional(v.array(v.object({ path: v.string(), message: v.string() })))
	})
});

let described: object | undefined;

/** OpenAPI 3.1 for /api/v1, made once from the schemas that validate requests and shape answers. */
export const describeApi = (): object => (described ??= build());

function build(): object {
	const campaign = json(schema('Campaign'));
	return {
		openapi: '3.1.0',
		info: {
			title: 'Lykt',
			version: '1',
			description:
				'The same doors as the screens, nothing that a screen may not do. Errors answer `{error: {code, issues?}}`.'
		},
		security: [{ bearer: [] }],
		paths: {
			'/api/v1/campaigns': {
				post: operation('Make a draft', { body: json(schema('CampaignInput')), answers: { 201: campaign } })
			},
			'/api/v1/campaigns/{id}': {
				parameters: [idParameter],
				get: operation('One campaign and its figures', { answers: { 200: campaign } })
			},
			'/api/v1/campaigns/{id}/audience': {
				parameters: [idParameter],
				put: operation(
					'Replace the audience of a draft. `line` is the 1-based line of the file; `lines` counts non-empty data lines without the header',
					{
						body: {
							'text/csv': {
								schema: {
									type: 'string',
									description: 'A number on each line, optionally a language; with or without a header'
								}
							},
							'application/x-ndjson': {
								schema: { type: 'string', description: 'One `{"number": …, "language"?: …}` or string per line' }
							}
						},
						answers: { 200: json(schema('Audience')) }
					}
				)
			},
			...Object.fromEntries(
				(['approve', 'start', 'pause'] as const).map((step) => [
					`/api/v1/campaigns/{id}/${step}`,
					{ parameters: [idParameter], post: operation(steps[step], { answers: { 200: campaign } }) }
				])
			),
			'/api/v1/opt-outs': {
				post: operation('Keep one or more numbers from ever being contacted', {
					body: json(schema('OptOut')),
					answers: {
						201: json({ type: 'object', properties: { optedOut: { type: 'integer' }, added: { type: 'integer' } } })
					}
				})
			},
			'/api/v1/contacts': {
				post: operation('Register one contact or a list, whole or not at all', {
					body: json({ oneOf: [schema('Contact'), { type: 'array', items: schema('Contact') }] }),
					answers: {
						201: json({
							type: 'object',
							properties: { ids: { type: 'array', items: { type: 'string', format: 'uuid' } } }
						})
					}
				})
			},
			'/api/v1/themes': {
				get: operation('The themes that a contact may have, with their codes', {
					answers: {
						200: json({
							type: 'object',
							properties: { themes: { type: 'array', items: theme } }
						})
					}
				})
			},
			'/api/v1/figures/{name}': {
				parameters: [
					{ name: 'name', in: 'path', required: true, schema: { enum: figureNames } },
					day('from'),
					day('to'),
					{ name: 'view', in: 'query', schema: { enum: ['internal', 'public'], default: 'internal' } }
				],
				get: operation(
					'A figure over a period. Public ones are of a year, from 1 February after it, or of a quarter where the year is divided so',
					{
						answers: { 200: json(schema('Figure')) }
					}
				)
			}
		},
		components: {
			securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
			schemas: {
				CampaignInput: convert(campaignInput),
				Campaign: convert(campaignAnswer),
				Audience: convert(audienceAnswer),
				OptOut: convert(optOutInput),
				Contact: convert(contactInput),
				Figure: convert(figure),
				Problem: convert(problemAnswer)
			}
		}
	};
}

const steps = {
	approve: 'Approve; the author of a campaign cannot approve it',
	start: 'Start sending, or go on after a pause',
	pause: 'Stop sending at the next batch'
};

const nullableText = { type: ['string', 'null'] };
const theme = {
	type: 'object',
	properties: {
		code: { type: 'string' },
		parentCode: { ...nullableText, description: 'The theme above it, or null on the upper level' },
		labels: {
			type: 'object',
			description: 'Null: the built-in word of the code',
			properties: { nb: nullableText, en: nullableText }
		},
		isOffered: { type: 'boolean', description: 'False: merged or out of use; may still be sent' },
		countsAs: { type: 'string', description: 'The theme it was merged into, or itself' }
	}
};

const idParameter = { name: 'id', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } };
const day = (name: string) => ({ name, in: 'query', required: false, schema: { type: 'string', format: 'date' } });
const schema = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const json = (shape: object) => ({ 'application/json': { schema: shape } });

function operation(summary: string, { body, answers }: { body?: object; answers: Record<number, object> }) {
	const good = Object.entries(answers).map(([status, content]) => [status, { description: 'Done', content }]);
	const problems = ['400', '401', '403', '404', '409', '422'].map((status) => [
		status,
		{ description: 'Not done', content: json(schema('Problem')) }
	]);
	return {
		summary,
		...(body ? { requestBody: { required: true, content: body } } : {}),
		responses: Object.fromEntries([...good, ...problems]) as object
	};
}

/** Checks that JSON Schema cannot say (a real calendar day) are left out; the server still makes them. */
const convert = (source: v.GenericSchema) => toJsonSchema(source, { errorMode: 'ignore', typeMode: 'input' });
