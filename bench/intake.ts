// node bench/intake.ts: a file of earlier contacts, from its bytes until everything is committed and counted: taken in and
// sealed, checked, imported, undone. The limit is a bare insert of the same rows with the same counts kept. Memory is what
// the process holds when it is at its largest, for a file and for one ten times as long: beside the bytes of the file itself
// it must not follow the lines. LINES=1000000 ROUNDS=0 measures the memory alone, for longer files than the page takes.
import { newId } from '../src/server/shared/ids.ts';
import { say, time, withInstallation, median, type Installation } from './installation.ts';

const lines = Number(process.env.LINES ?? 100_000);
const rounds = Number(process.env.ROUNDS ?? 3);

await withInstallation(async (house) => {
	const { bringFile, checkFile, getIntake, startImport, undoImport } = await import('../src/server/intake/index.ts');
	const { runImport } = await import('../src/server/intake/run-import.ts');
	const bring = async (file: Uint8Array) => {
		const read = await bringFile(await house.ctx(), file, 'bench.csv', { bytes: Infinity, lines: Infinity });
		if (!read.ok) throw new Error(read.why);
		return read.id;
	};
	const file = makeFile(lines);
	/** @returns the most memory, in MiB, that was held; the bytes of the long file are in it either way. */
	const all = async (file: Uint8Array) => {
		const largest = watchMemory();
		const id = await bring(file);
		const started = await startImport(await house.ctx(), id);
		if (!started.ok) throw new Error(started.why);
		await runImport(await house.ctx(), id);
		const most = largest();
		await undoImport(await house.ctx(), id);
		return most;
	};

	const sayMemory = async () => {
		const small = await all(makeFile(Math.round(lines / 10)));
		const large = await all(file);
		console.log(
			`memory: ${Math.round(small)} MiB for ${Math.round(lines / 10)} lines, ${Math.round(large)} MiB for ${lines}: ` +
				`${(((large - small) * 1024 * 1024) / (lines * 0.9)).toFixed(0)} bytes a line more`
		);
	};

	await all(makeFile(Math.round(lines / 10)));
	const seconds: Record<'whole' | 'bring' | 'check' | 'import' | 'undo' | 'bare', number[]> = {
		...{ whole: [], bring: [], check: [], import: [], undo: [], bare: [] }
	};
	for (let round = 0; round < rounds; round++) {
		seconds.bare.push(await insertBare(house, lines));
		let id = '';
		const brought = await time(async () => void (id = await bring(file)));
		const ctx = await house.ctx();
		const checked = await time(async () => void (await checkFile(ctx, (await getIntake(ctx, id)).intake)));
		const begun = await time(() => startImport(ctx, id));
		const run = await time(() => runImport(ctx, id));
		await expectStored(house, lines);
		seconds.bring.push(brought);
		seconds.check.push(checked);
		seconds.import.push(run);
		seconds.whole.push(brought + checked + begun + run); // it is checked twice: for the page, and when it starts
		seconds.undo.push(await time(() => undoImport(ctx, id)));
	}
	if (rounds === 0) return sayMemory();
	const rate = (of: keyof typeof seconds) => lines / median(seconds[of]);
	for (const [what, of] of [
		['bringing, the whole way', 'whole'],
		['  taking in and sealing', 'bring'],
		['  checking', 'check'],
		['  importing', 'import'],
		['  undoing', 'undo']
	] as const)
		say(what, { measured: rate(of), limit: rate('bare'), ratio: rate(of) / rate('bare') }, 'bare insert, counted');
	await sayMemory();
});

function makeFile(count: number): Uint8Array {
	const genders = ['Mann', 'Kvinne', 'Transperson', ''];
	const themes = ['helse', 'helse, rus', 'økonomi', 'juss + asyl', ''];
	const file = Buffer.alloc(100 + count * 60);
	let length = file.write('Dato;Kjønn;Selger;Tema;Språk;Kanal;Klokkeslett\n');
	for (let place = 0; place < count; place++) {
		const day = `${(place % 28) + 1}.${(Math.floor(place / 28) % 12) + 1}.${2014 + (Math.floor(place / 336) % 10)}`;
		const answers = [genders[place % 4], place % 3 ? 'ja' : 'usikkert', themes[place % 5], 'norsk', 'SMS'];
		length += file.write(`${day};${answers.join(';')};${place % 24}\n`, length);
	}
	return file.subarray(0, length);
}

/** The same contacts without a file: one statement for five thousand, with the triggers that count. */
async function insertBare(house: Installation, count: number): Promise<number> {
	const genders = ['man', 'woman', 'trans', 'notStated'];
	const rows = Array.from({ length: count }, (_, place) => ({ id: newId(), gender: genders[place % 4], place }));
	const seconds = await time(async () => {
		await house.asOwner('begin');
		for (let from = 0; from < count; from += 5000)
			await house.asOwner(
				`insert into contact (id, registered_at, happened_on, channel, gender, seller, language, hour, theme_codes)
				select id, now(), date '2014-01-01' + place % 3650, 'sms', gender, 'yes', 'nb', place % 24,
					(array['{health}', '{health,substances}', '{economy}', '{law,residence}', '{}'])[place % 5 + 1]::text[]
				from json_to_recordset($1::json) as row (id uuid, gender text, place int)`,
				[JSON.stringify(rows.slice(from, from + 5000))]
			);
		await house.asOwner('commit');
	});
	await house.asOwner('delete from contact');
	return seconds;
}

async function expectStored(house: Installation, count: number): Promise<void> {
	const { rows } = await house.asOwner(
		`select (select count(*)::int from contact) as stored, (select sum(count)::int from report_count where dimension = 'all') as counted`
	);
	const { stored, counted } = (rows as { stored: number; counted: number }[])[0]!;
	if (stored !== count || counted !== count) throw new Error(`stored ${stored}, counted ${counted}`);
}

/** @returns a function that answers the most memory, in MiB, that was held since. */
function watchMemory(): () => number {
	let most = 0;
	const look = () => (most = Math.max(most, process.memoryUsage().rss / 1024 / 1024));
	const timer = setInterval(look, 20);
	look();
	return () => {
		clearInterval(timer);
		look();
		return most;
	};
}
