/** What is proven: append-only evidence that anyone can check without trusting this server. */
export { newPrivateKey, nodeHash, nodeSha256, readPrivateKey, type Signer, signerOf, verifyEd25519 } from './crypto.ts';
export type * from './ledger.ts';
export { limits as ledgerLimits } from './limits.ts';
export { type LedgerOptions, openLedger } from './open.ts';
export { ledgerTexts } from './texts.ts';
export * from './verify/index.ts';
