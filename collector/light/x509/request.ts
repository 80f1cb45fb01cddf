/** A certificate request (RFC 2986): a collector's own key, and the proof that it has the private half. */
import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { bits, contentOf, der, derTags, integer, partsOf, readDer, sequence } from './der.ts';
import { bytesOfPem, curve, ecdsaWithSha256, nameOf, pemOf, signed, spkiOf } from './parts.ts';

const label = 'CERTIFICATE REQUEST';
/** One of P-256 with a short name has about 450 characters. */
const mostCharacters = 4_096;
const attributesTag = 0xa0;

/** The request of a key pair, as PEM. The name in it is a hint for people: who certifies decides on the name. */
export function makeRequest(keys: { readonly publicKey: KeyObject; readonly privateKey: KeyObject }, name: string) {
  const info = sequence(integer(Buffer.from([0])), nameOf(name), spkiOf(keys.publicKey), der(attributesTag));
  return pemOf(label, sequence(info, ecdsaWithSha256, bits(signed(info, keys.privateKey))));
}

/**
 * The public key of a request that was signed with its private half; undefined for anything else: other keys than P-256, other
 * signatures, more than one block. Nothing else of the request is used. Never throws.
 */
export function readRequest(pem: string): KeyObject | undefined {
  const bytes = bytesOfPem(label, pem, mostCharacters);
  if (bytes === undefined) return undefined;
  try {
    const [outer, ...after] = readDer(bytes);
    const [info, algorithm, signature, ...more] = partsOf(outer, derTags.sequence);
    if (after.length > 0 || more.length > 0 || info === undefined || algorithm?.whole.equals(ecdsaWithSha256) !== true)
      return undefined;
    const [, , spki] = partsOf(info, derTags.sequence);
    if (spki?.tag !== derTags.sequence) return undefined;
    const key = createPublicKey({ key: spki.whole, format: 'der', type: 'spki' });
    if (key.asymmetricKeyType !== 'ec' || key.asymmetricKeyDetails?.namedCurve !== curve) return undefined;
    const [unused, ...octets] = contentOf(signature, derTags.bitString);
    if (unused !== 0) return undefined;
    const proof = { key, dsaEncoding: 'der' } as const;
    return verify('sha256', info.whole, proof, Buffer.from(octets)) ? key : undefined;
  } catch {
    // Not ours to tell apart: no DER, no key, no point of the curve.
    return undefined;
  }
}
