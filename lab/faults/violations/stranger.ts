import { createHash } from 'node:crypto';

/** The MAC of a machine that nobody declared; the same one each time. */
export function strangerMacOf(name: string): string {
  const octets = createHash('sha256').update(name).digest().subarray(0, 4);
  return ['02', 'fc', ...[...octets].map((octet) => octet.toString(16).padStart(2, '0'))].join(':');
}
