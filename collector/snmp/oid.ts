const dot = 46;

/**
 * Order of two dotted OIDs (or two index tails) as SNMP orders them: sub-identifier by sub-identifier, a prefix first.
 * Negative, 0 or positive. Works on text, because splitting each OID of a walk would be most of the walk's cost;
 * both must be free of leading zeros, as our decoder makes them.
 */
export function compareOids(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  let at = 0;
  while (at < shorter && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  if (at === a.length && at === b.length) return 0;
  let start = at;
  while (start > 0 && a.charCodeAt(start - 1) !== dot) start--;
  const lengthA = endOfPart(a, at) - start;
  const lengthB = endOfPart(b, at) - start;
  if (lengthA !== lengthB) return lengthA - lengthB;
  for (let i = at; i < start + lengthA; i++) {
    const difference = a.charCodeAt(i) - b.charCodeAt(i);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

function endOfPart(oid: string, from: number): number {
  let end = from;
  while (end < oid.length && oid.charCodeAt(end) !== dot) end++;
  return end;
}

/** The sub-identifiers of a dotted OID or index; undefined when one is not a number from 0 to 2^32-1. */
export function oidParts(oid: string): number[] | undefined {
  if (oid === '') return [];
  const parts: number[] = [];
  for (const text of oid.split('.')) {
    const value = Number(text);
    if (text === '' || !Number.isInteger(value) || value < 0 || value > 0xffffffff) return undefined;
    parts.push(value);
  }
  return parts;
}
