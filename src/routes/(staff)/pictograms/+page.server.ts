import { drawPictogram, findLanguage, listPictograms } from '#text';
import { may } from '#staff';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
	const pictograms = await listPictograms(locals.ctx);
	return {
		activeCount: pictograms.filter(({ pictogram }) => pictogram.activeVersionId !== null).length,
		pictograms: await Promise.all(
			pictograms.map(async ({ pictogram, versions }) => {
				const shown = versions.find(({ isActive }) => isActive) ?? versions[0]!;
				const { version, recognition } = shown;
				return {
					id: pictogram.id,
					name: pictogram.name,
					isActive: shown.isActive,
					number: version.number,
					asked: recognition[0]?.asked ?? 0,
					alt: version.alt,
					lang: version.language,
					dir: findLanguage(version.language)?.direction,
					svg: await drawPictogram(version.tiles.map(({ drawing }) => drawing))
				};
			})
		),
		mayWrite: may(locals.ctx.actor, 'pictogram.write')
	};
};
