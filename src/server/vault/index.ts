/** Client of the keyholder: keyed tags, sealing under named keys, destruction. Keys themselves never come here. */
export { createKey, destroyKey, mask, open, seal, tagNumbers, type TagPurpose, type Tags } from './vault.ts';
