/**
 * Order of two OIDs, or two index tails, as SNMP orders them, on contents octets (X.690 8.19): negative, 0 or positive. Both
 * must be whole sub-identifiers in the fewest octets. Bytes alone would not do: a longer sub-identifier is the greater one.
 */
export function compareOidOctets(
  a: Uint8Array,
  aStart: number,
  aEnd: number,
  b: Uint8Array,
  bStart: number,
  bEnd: number,
): number {
  const shorter = Math.min(aEnd - aStart, bEnd - bStart);
  let same = 0;
  while (same < shorter && a[aStart + same] === b[bStart + same]) same++;
  if (same === shorter) return aEnd - aStart - (bEnd - bStart);
  // Back to where the sub-identifier with the difference begins, and from there to its last octet.
  let first = same;
  while (first > 0 && (a[aStart + first - 1] ?? 0) > 0x7f) first--;
  const lengths = lastOctet(a, aStart + first, aEnd) - aStart - (lastOctet(b, bStart + first, bEnd) - bStart);
  return lengths !== 0 ? lengths : (a[aStart + same] ?? 0) - (b[bStart + same] ?? 0);
}

function lastOctet(octets: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && (octets[at] ?? 0) > 0x7f) at++;
  return at;
}
