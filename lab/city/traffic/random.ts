/** A number from 0 to below 1 that depends on nothing but its arguments: the same seed gives the same city. */
export function chance(seed: number, ...parts: readonly (string | number)[]): number {
  // FNV-1a over the parts, then the finaliser of MurmurHash3, so that neighbours share nothing.
  let hash = 0x811c9dc5 ^ seed;
  for (const part of parts) {
    const text = String(part);
    for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
    hash = Math.imul(hash ^ 0x2f, 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

/** The same within a range. */
export function between(low: number, high: number, seed: number, ...parts: readonly (string | number)[]): number {
  return low + (high - low) * chance(seed, ...parts);
}
