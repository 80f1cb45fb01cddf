/** The verifier's functions from node:crypto, and signing, which only we do. */
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  hash,
  type KeyObject,
  sign as signBytes,
  verify as verifyBytes,
} from 'node:crypto';
import {
  cosignatureBytes,
  type NoteSignature,
  type Sha256,
  type SignatureType,
  signatureTypes,
  signedMessage,
  treeHash,
  type VerifierKey,
  type VerifySignature,
  verifierKey,
} from './verify/index.ts';

export const nodeSha256: Sha256 = (bytes) => hash('sha256', bytes, 'buffer');
export const nodeHash = treeHash(nodeSha256);

/** The DER before a raw Ed25519 public key (RFC 8410, section 4). */
const spkiPrefix = Buffer.from('302a300506032b6570032100', 'hex');

export const verifyEd25519: VerifySignature = ({ publicKey, message, signature }) => {
  const key = createPublicKey({ key: Buffer.concat([spkiPrefix, publicKey]), format: 'der', type: 'spki' });
  return verifyBytes(null, message, key, signature);
};

/** Signs in the name of one key. */
export interface Signer {
  readonly key: VerifierKey;
  /** The signature line of a text; a cosigner adds the time, in seconds since 1970. */
  signNote(text: string, atSeconds?: number): NoteSignature;
  signBytes(message: Uint8Array): Uint8Array;
}

export function signerOf(privateKey: KeyObject, name: string, type: SignatureType = signatureTypes.note): Signer {
  const publicKey = createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(spkiPrefix.length);
  const key = verifierKey({ name, type, publicKey }, nodeSha256);
  const sign = (message: Uint8Array): Uint8Array => signBytes(null, message, privateKey);
  return {
    key,
    signBytes: sign,
    signNote(text, atSeconds) {
      const seconds = type === signatureTypes.cosignature ? (atSeconds ?? 0) : undefined;
      const signature = sign(signedMessage(text, seconds));
      return { name, id: key.id, bytes: seconds === undefined ? signature : cosignatureBytes(seconds, signature) };
    },
  };
}

/** A new private key as PKCS #8 PEM. */
export function newPrivateKey(): string {
  return generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
}

/** Reads a private key; undefined when it is no Ed25519 key. */
export function readPrivateKey(pem: string): KeyObject | undefined {
  try {
    const key = createPrivateKey(pem);
    return key.asymmetricKeyType === 'ed25519' ? key : undefined;
  } catch {
    return undefined;
  }
}
