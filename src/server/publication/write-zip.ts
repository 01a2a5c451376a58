import { crc32 } from 'node:zlib';

/**
 * Files in one ZIP, stored as they are: text sheets are small, and every system opens it. Names are UTF-8.
 * Days in the file are the first that the format knows; the content says when it was made.
 */
export function writeZip(files: readonly { name: string; text: string }[]): Buffer {
	const entries: { head: Buffer; central: Buffer; data: Buffer }[] = [];
	let offset = 0;
	for (const { name, text } of files) {
		const data = Buffer.from(text);
		const label = Buffer.from(name);
		const common = Buffer.alloc(26);
		// Version 2.0, names in UTF-8, stored, 1 January 1980.
		common.writeUInt16LE(20, 0);
		common.writeUInt16LE(0x0800, 2);
		common.writeUInt16LE(33, 8);
		common.writeUInt32LE(crc32(data), 10);
		common.writeUInt32LE(data.length, 14);
		common.writeUInt32LE(data.length, 18);
		common.writeUInt16LE(label.length, 22);
		const head = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, label]);
		const place = Buffer.alloc(14);
		place.writeUInt32LE(offset, 10);
		const central = Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, place, label]);
		entries.push({ head, central, data });
		offset += head.length + data.length;
	}
	const directory = Buffer.concat(entries.map(({ central }) => central));
	const end = Buffer.alloc(22);
	end.write('PK\x05\x06', 0, 'latin1');
	end.writeUInt16LE(entries.length, 8);
	end.writeUInt16LE(entries.length, 10);
	end.writeUInt32LE(directory.length, 12);
	end.writeUInt32LE(offset, 16);
	return Buffer.concat([...entries.flatMap(({ head, data }) => [head, data]), directory, end]);
}
