/** What exists: the declared city and its settings. */

export type * from './backup-settings.ts';
export { type Counts, counts } from './counts.ts';
export { type Difference, diffInventory, type InventoryDifference } from './diff.ts';
export { changeRecords, inventoryDigest } from './evidence.ts';
export { type Columns, readTable } from './files/csv.ts';
export { decodeText } from './files/encoding.ts';
export { fileReason } from './files/file-reason.ts';
export { readFileBounded } from './files/read.ts';
export { readText } from './files/text.ts';
export * from './isolation-settings.ts';
export { loadInventory } from './load.ts';
export { formatMistake } from './mistakes/format.ts';
export { Mistakes } from './mistakes/mistakes.ts';
export { nearest } from './mistakes/near.ts';
export { type Place, wholeFile } from './mistakes/place.ts';
export * from './model.ts';
export type * from './pair-settings.ts';
export { type Draft, openDraft, type ProposedRow, type RowProposal } from './propose.ts';
export * from './settings.ts';
export { Cells } from './tables/cells.ts';
export { parseAgentTarget } from './tables/targets.ts';
export { inventoryTexts } from './texts.ts';
export { openYaml } from './yaml/document.ts';
export { isolationDefaults, mediaTypes } from './yaml/isolation-defaults.ts';
export { parseListenAddress } from './yaml/listen-address.ts';
export type { Section } from './yaml/section.ts';
export { type TlsMistake, tlsMistake } from './yaml/tls-mistake.ts';
