/** What is proven: append-only evidence that anyone can check without trusting this server. */
export { newPrivateKey, nodeHash, nodeSha256, readPrivateKey, type Signer, signerOf, verifyEd25519 } from './crypto.ts';
export { createKey, knownKeysFile, retireKey, rotateKey } from './keys/custody.ts';
export { keyFiles } from './keys/open.ts';
export type * from './ledger.ts';
export { limits as ledgerLimits } from './limits.ts';
export { type LedgerOptions, openLedger } from './open.ts';
export { type Exported, exportTiles } from './reading/export.ts';
export { againstRemembered, exportFile, openSnapshot, type Snapshot } from './reading/snapshot.ts';
export { keptHead, peekHead } from './remembered.ts';
export {
  type LedgerCompany,
  type LedgerReplica,
  ledgerCompany,
  openReplica,
  replicaKey,
  setLedgerAside,
} from './replica.ts';
export { ledgerTexts } from './texts.ts';
export * from './verify/index.ts';
export { formatOffer, type Offer, parseOffer, readOffer } from './witness/offer.ts';
export { paperForm, qrSvg } from './witness/paper.ts';
export { type CosignedHead, initWitness, openWitness, type Witness } from './witness/witness.ts';
