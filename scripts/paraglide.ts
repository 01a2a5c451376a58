/** How the messages are compiled: the same for the web build, the tests and the checks. */
export const paraglide = {
	project: './project.inlang',
	outdir: './src/paraglide',
	strategy: ['cookie', 'preferredLanguage', 'baseLocale'] as ('cookie' | 'preferredLanguage' | 'baseLocale')[],
	cookieName: 'lykt_locale',
	emitTsDeclarations: true
};
