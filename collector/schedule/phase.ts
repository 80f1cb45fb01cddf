/**
 * Where in the period a device is polled, from 0 to 1 (exclusive). Depends on nothing but the device's id, so that it is the
 * same after every restart and reload. Ids of one district differ in a few characters; FNV-1a takes every character
 * and the finaliser of MurmurHash3 spreads small differences over all bits, so that neighbours do not clump.
 */
export function phaseOf(deviceId: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < deviceId.length; index++) {
    hash = Math.imul(hash ^ deviceId.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
