import { hash, randomBytes } from 'node:crypto';
import { type Signer, type VerifierKey, verifyEd25519 } from '../../ledger/index.ts';

/** A new nonce: 16 octets in hex, so that it fits into every protocol's own field. */
export function newNonce(): string {
  return randomBytes(16).toString('hex');
}

/** What is put on record before a probe is sent, so that a nonce cannot be thought up afterwards. */
export function commitmentOf(nonce: string): string {
  return hash('sha256', `fangzhou-canary-commitment/v1\n${nonce}\n`, 'hex');
}

function signedText(nonce: string): Buffer {
  return Buffer.from(`fangzhou-canary/v1\n${nonce}\n`);
}

/** What a sentinel answers: its signature over the nonce, in base64url, so that nobody inside can answer in its place. */
export function tokenOf(signer: Signer, nonce: string): string {
  return Buffer.from(signer.signBytes(signedText(nonce))).toString('base64url');
}

/** True when the sentinel of this key answered this nonce; false for anything else, whatever its form. */
export function isToken(key: VerifierKey, nonce: string, token: string): boolean {
  if (!/^[A-Za-z0-9_-]{86}$/.test(token)) return false;
  const signature = Buffer.from(token, 'base64url');
  if (signature.length !== 64) return false;
  return verifyEd25519({ publicKey: key.publicKey, message: signedText(nonce), signature }) === true;
}
