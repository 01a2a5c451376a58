/** Client of the keyholder: keyed tags, sealing under named keys, destruction. Keys themselves never come here. */
export { chatVault, openSuggestions, type ChatVault } from './chat-vault.ts';
export {
	closeVault,
	createKey,
	destroyKey,
	mask,
	maskEach,
	open,
	openEach,
	seal,
	sealEach,
	tagEmails,
	tagNicks,
	tagNumbers,
	vaultStatus
} from './vault.ts';
export type { Sealed, TagPurpose, Tags, VaultStatus } from './vault.ts';
