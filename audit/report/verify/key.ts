import {
  fromBase64,
  hashBytes,
  parseCheckpoint,
  parseCount,
  parseVerifierKey,
  type Sha256,
  signatureTypes,
  type TreeHead,
  textOf,
  type VerifierKey,
  verifierKey,
} from '../../../ledger/verify/index.ts';
import { fileNames } from '../bundle/parts.ts';

/** The DER before a raw Ed25519 public key (RFC 8410, section 4), in base64: 12 bytes are 16 characters. */
const derPrefix = 'MCowBQYDK2VwAyEA';

/**
 * A head that an auditor saw before: a checkpoint, or its three lines alone as they are printed and coded in the QR. Nobody
 * checks its signature: the auditor vouches for what the auditor saw.
 */
export function readHead(text: string): TreeHead | undefined {
  const [origin = '', size = '', root = ''] = text.split('\n').map((line) => line.trim());
  const found = fromBase64(root);
  const count = parseCount(size);
  return origin === '' || count === undefined || found?.length !== hashBytes
    ? undefined
    : { origin, size: count, root: found };
}

/**
 * The key that an auditor gives: a vkey (`name+id+key`), or a PEM file of the public key, whose name is then the ledger's
 * that the bundle states. Undefined when the text is neither.
 */
export function readKey(text: string, files: ReadonlyMap<string, Uint8Array>, sha256: Sha256): VerifierKey | undefined {
  const pem = /-----BEGIN PUBLIC KEY-----([\s\S]+?)-----END PUBLIC KEY-----/.exec(text)?.[1]?.replace(/\s+/g, '');
  if (pem === undefined) {
    const lines = text.split('\n').map((line) => line.trim());
    const line = lines.find((each) => each !== '' && !each.startsWith('#')) ?? '';
    const key = parseVerifierKey(line.replace(/^log\s+/, ''), sha256);
    return key?.type === signatureTypes.note ? key : undefined;
  }
  const publicKey = pem.startsWith(derPrefix) ? fromBase64(pem.slice(derPrefix.length)) : undefined;
  const name = parseCheckpoint(textOf(files.get(fileNames.checkpoint) ?? new Uint8Array()) ?? '')?.origin;
  if (publicKey?.length !== 32 || name === undefined) return undefined;
  return verifierKey({ name, type: signatureTypes.note, publicKey }, sha256);
}
