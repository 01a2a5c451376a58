/** The most one frame may carry, in bytes, in either direction. */
export const maxFrameBytes = 16 * 1024 * 1024;

/**
 * Writes a value as one frame: its length (four bytes, big-endian), then JSON.
 * @throws RangeError when it is larger than a frame may be.
 */
export function encodeFrame(value: object): Buffer {
	const body = Buffer.from(JSON.stringify(value));
	if (body.length > maxFrameBytes) throw new RangeError(`A frame of ${body.length} bytes is too large.`);
	const frame = Buffer.allocUnsafe(4 + body.length);
	frame.writeUInt32BE(body.length);
	body.copy(frame, 4);
	return frame;
}

/** Puts the pieces of a stream together into frames again. One reader per connection. */
export class FrameReader {
	#pieces: Buffer[] = [];
	#bytes = 0;

	/**
	 * @returns the bodies that became whole with this piece, in order.
	 * @throws RangeError when a frame announces more than it may carry; the stream cannot be followed after that.
	 */
	push(piece: Buffer): Buffer[] {
		this.#pieces.push(piece);
		this.#bytes += piece.length;
		const bodies: Buffer[] = [];
		for (let length = this.#announced(); length !== undefined; length = this.#announced()) {
			if (length > maxFrameBytes) throw new RangeError(`A frame of ${length} bytes is too large.`);
			if (this.#bytes < 4 + length) break;
			bodies.push(this.#take(4 + length).subarray(4));
		}
		return bodies;
	}

	#announced(): number | undefined {
		if (this.#bytes < 4) return undefined;
		if (this.#pieces[0]!.length < 4) this.#pieces = [Buffer.concat(this.#pieces)];
		return this.#pieces[0]!.readUInt32BE();
	}

	#take(length: number): Buffer {
		const all = this.#pieces.length === 1 ? this.#pieces[0]! : Buffer.concat(this.#pieces);
		this.#bytes -= length;
		this.#pieces = this.#bytes ? [all.subarray(length)] : [];
		return all.subarray(0, length);
	}
}
