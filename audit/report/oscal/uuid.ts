import { createHash } from 'node:crypto';

/** The namespace of our names; any fixed UUID will do (RFC 9562, 5.5). */
const namespace = Buffer.from('7b0f9d4c6a3e4e0f9d2b1c5a8e7f6031', 'hex');

/** A name-based UUID (version 5): the same name gives the same UUID, so that the same report gives the same file. */
export function uuidOf(...names: readonly string[]): string {
  const hash = createHash('sha1').update(namespace).update(names.join('\n')).digest().subarray(0, 16);
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x50;
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
  const hex = hash.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
