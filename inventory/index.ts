/** What exists: the declared city and its settings. */
export { type Counts, counts } from './counts.ts';
export { type Difference, diffInventory, type InventoryDifference } from './diff.ts';
export { changeRecords, inventoryDigest } from './evidence.ts';
export { readFileBounded } from './files/read.ts';
export { readText } from './files/text.ts';
export { loadInventory } from './load.ts';
export { formatMistake } from './mistakes/format.ts';
export { Mistakes } from './mistakes/mistakes.ts';
export { nearest } from './mistakes/near.ts';
export { type Place, wholeFile } from './mistakes/place.ts';
export * from './model.ts';
export { type ProposedRow, proposeRows, type RowProposal } from './propose.ts';
export * from './settings.ts';
export { parseAgentTarget } from './tables/targets.ts';
export { inventoryTexts } from './texts.ts';
export { openYaml } from './yaml/document.ts';
export { parseListenAddress } from './yaml/listen-address.ts';
export type { Section } from './yaml/section.ts';
