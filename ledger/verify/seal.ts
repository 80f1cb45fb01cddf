import { fromBase64, toBase64, utf8 } from './bytes.ts';
import { canonicalJson, type JsonObject } from './canonical.ts';
import type { VerifierKey } from './key.ts';
import type { VerifySignature } from './note.ts';
import type { LedgerRecord } from './record.ts';

type Sealable = Pick<LedgerRecord, 'at' | 'kind' | 'subject' | 'body'>;

/** What a collector signs of a record: everything but the place in the ledger, which it does not know. */
export function sealedMessage({ at, kind, subject, body }: Sealable): Uint8Array {
  const { seal: _, ...rest } = body;
  return utf8(`fangzhou/seal/v1\n${canonicalJson({ at, kind, subject, body: rest })}\n`);
}

/** The body with its collector's signature in it. */
export function sealed(
  record: Sealable,
  key: Pick<VerifierKey, 'id'>,
  sign: (message: Uint8Array) => Uint8Array,
): JsonObject {
  return { ...record.body, seal: { key: key.id, signature: toBase64(sign(sealedMessage(record))) } };
}

/** Whether the record carries a right seal of one of the keys; undefined when it carries none. */
export async function verifySeal(
  record: LedgerRecord,
  keys: readonly VerifierKey[],
  verify: VerifySignature,
): Promise<boolean | undefined> {
  const seal = record.body.seal;
  if (typeof seal !== 'object' || seal === null || Array.isArray(seal)) return undefined;
  const { key: id, signature } = seal as JsonObject;
  const key = keys.find((known) => known.id === id);
  const bytes = typeof signature === 'string' ? fromBase64(signature) : undefined;
  if (key === undefined || bytes === undefined) return false;
  return verify({ publicKey: key.publicKey, message: sealedMessage(record), signature: bytes });
}
