/**
 * The verifier: everything that checks a ledger, its proofs and its heads. Depends on nothing, not even on Node, so that the
 * same code runs in a page that is opened from a stick; hash and signature come in as functions.
 */
export * from './bytes.ts';
export * from './canonical.ts';
export * from './checkpoint.ts';
export * from './consistency.ts';
export * from './export.ts';
export * from './fault.ts';
export * from './hash.ts';
export { type Inclusion, verifyInclusion } from './inclusion.ts';
export * from './key.ts';
export * from './nodes.ts';
export * from './note.ts';
export * from './policy.ts';
export * from './proof.ts';
export { CompactRange } from './range.ts';
export * from './record.ts';
export { sealed, sealedMessage, verifySeal } from './seal.ts';
export { type Sha256, sha256 } from './sha256.ts';
export * from './tiles.ts';
export * from './tlog-proof.ts';
