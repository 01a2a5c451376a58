/** The part of pdfmake that we use; it brings no types of its own. */
declare module 'pdfmake' {
	interface Pdfmake {
		setFonts(fonts: Record<string, Record<string, string>>): void;
		setUrlAccessPolicy(isAllowed: (url: string) => boolean): void;
		setLocalAccessPolicy(isAllowed: (path: string) => boolean): void;
		createPdf(definition: object): { getBuffer(): Promise<Buffer> };
	}
	const pdfmake: Pdfmake;
	// eslint-disable-next-line no-restricted-syntax -- that is how it is exported
	export default pdfmake;
}
