import { createInflateRaw } from 'node:zlib';

/** One part of a ZIP file, still packed. */
export interface ZipEntry {
	name: string;
	isEncrypted: boolean;
	method: number;
	/** As the file says; it may lie. */
	unpackedSize: number;
	packed: Buffer;
}

/** Ends the unpacking of more than there is room for. */
export class TooMuch extends Error {}

/** The central directory of a ZIP file (APPNOTE 4.3.12); undefined when there is none or it points outside the file. */
export function listEntries(bytes: Buffer): ZipEntry[] | undefined {
	const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
	if (end < 0 || end + 22 > bytes.length) return undefined;
	const entries: ZipEntry[] = [];
	try {
		let at = bytes.readUInt32LE(end + 16);
		for (let left = bytes.readUInt16LE(end + 10); left > 0; left--) {
			if (bytes.readUInt32LE(at) !== 0x02014b50) return undefined;
			const nameLength = bytes.readUInt16LE(at + 28);
			entries.push(readEntry(bytes, at, nameLength));
			at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
		}
	} catch {
		return undefined; // an offset outside the file
	}
	return entries;
}

/**
 * Unpacks a part, a piece at a time.
 * @param room how many bytes it may come to.
 * @throws TooMuch when it comes to more; Error when it is broken or packed in a way we do not know.
 */
export async function* unpack({ packed, method }: ZipEntry, room: number): AsyncGenerator<Buffer> {
	if (method !== 0 && method !== 8) throw new Error('packed in a foreign way');
	let left = room;
	for await (const piece of method === 0 ? [packed] : inflated(packed)) {
		left -= piece.length;
		if (left < 0) throw new TooMuch();
		yield piece;
	}
}

function inflated(packed: Buffer): AsyncIterable<Buffer> {
	const inflate = createInflateRaw({ chunkSize: 64 * 1024 });
	inflate.end(packed);
	return inflate as AsyncIterable<Buffer>;
}

function readEntry(bytes: Buffer, at: number, nameLength: number): ZipEntry {
	const local = bytes.readUInt32LE(at + 42);
	const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
	return {
		name: bytes.toString('utf8', at + 46, at + 46 + nameLength),
		isEncrypted: (bytes.readUInt16LE(at + 8) & 1) === 1,
		method: bytes.readUInt16LE(at + 10),
		unpackedSize: bytes.readUInt32LE(at + 24),
		packed: bytes.subarray(start, start + bytes.readUInt32LE(at + 20))
	};
}
