/** What exists: the declared city and its settings. */
export { type Counts, counts } from './counts.ts';
export { type Difference, diffInventory, type InventoryDifference } from './diff.ts';
export { changeRecords, inventoryDigest } from './evidence.ts';
export { loadInventory } from './load.ts';
export { formatMistake } from './mistakes/format.ts';
export * from './model.ts';
export { type ProposedRow, proposeRows, type RowProposal } from './propose.ts';
export * from './settings.ts';
export { parseAgentTarget } from './tables/targets.ts';
export { inventoryTexts } from './texts.ts';
export { parseListenAddress } from './yaml/listen-address.ts';
