import { expect, test } from 'vitest';
import { testDatabase } from '../../../test/database.ts';
import { openDatabase } from './index.ts';
import { listLoudSettings } from './log-settings.ts';

const house = testDatabase();

test('a database whose log would tell is found out; the built-in one tells nothing', async () => {
	expect(await listLoudSettings(house)).toEqual([]);
	await house.asOwner(`do $$ begin
		execute format('alter database %I set log_min_error_statement = error', current_database());
		execute format('alter database %I set log_parameter_max_length_on_error = -1', current_database());
	end $$`);
	const db = openDatabase(house.staffUrl, 1); // settings of a database are those of who comes afterwards
	try {
		expect(await listLoudSettings({ db })).toEqual([
			{ name: 'log_min_error_statement', value: 'error', wanted: 'panic' },
			{ name: 'log_parameter_max_length_on_error', value: '-1', wanted: '0' }
		]);
	} finally {
		await db.destroy();
	}
});
