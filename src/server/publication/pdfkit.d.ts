/** The parts of pdfkit and svg-to-pdfkit that we use; what is written for them elsewhere lacks what marks a structure. */
declare module 'pdfkit' {
	/** An element of the structure that a screen reader follows. */
	export interface Structure {
		/** A function is what is drawn for it, marked as its content. */
		add(child: Structure | (() => void)): this;
		end(): void;
	}
	export interface Outline {
		addItem(title: string, options?: { top?: number; left?: number; expanded?: boolean }): Outline;
	}
	export interface TextOptions {
		width?: number;
		lineGap?: number;
		align?: 'left' | 'right';
	}
	export interface PdfDocument {
		x: number;
		y: number;
		readonly page: { margins: { bottom: number } };
		readonly outline: Outline;
		appendXML(xml: string, newLine?: boolean): void;
		on(event: 'data', hear: (part: Buffer) => void): this;
		on(event: 'end', hear: () => void): this;
		on(event: 'error', hear: (error: Error) => void): this;
		end(): void;
		addPage(): this;
		switchToPage(place: number): void;
		bufferedPageRange(): { start: number; count: number };
		registerFont(name: string, file: string): this;
		font(name: string): this;
		fontSize(size: number): this;
		fillColor(colour: string): this;
		strokeColor(colour: string): this;
		text(text: string, x: number, y: number, options: TextOptions): this;
		heightOfString(text: string, options: TextOptions): number;
		widthOfString(text: string): number;
		currentLineHeight(withGap?: boolean): number;
		moveTo(x: number, y: number): this;
		lineTo(x: number, y: number): this;
		lineWidth(width: number): this;
		stroke(): this;
		addNamedDestination(name: string, kind: 'XYZ', x: number, y: number, zoom: null): void;
		goTo(x: number, y: number, width: number, height: number, name: string, options: object): this;
		struct(tag: string, options?: object): Structure;
		addStructure(structure: Structure): this;
		markContent(tag: 'Artifact', options: { type: 'Pagination' | 'Layout' }): this;
		endMarkedContent(): this;
	}
	const PDFDocument: new (options: object) => PdfDocument;
	// eslint-disable-next-line no-restricted-syntax -- that is how it is exported
	export default PDFDocument;
}

declare module 'svg-to-pdfkit' {
	/** Draws an SVG with the document's own commands. */
	function drawSvg(
		document: import('pdfkit').PdfDocument,
		svg: string,
		x: number,
		y: number,
		options: {
			width: number;
			height: number;
			assumePt: boolean;
			fontCallback(family: string, isBold: boolean): string;
		}
	): void;
	// eslint-disable-next-line no-restricted-syntax -- that is how it is exported
	export default drawSvg;
}
