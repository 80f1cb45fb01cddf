import { type IpPrefix, parsePrefix } from '../../core/index.ts';

/** Addresses that one run may ask: an IPv4 /16. */
export const maxDiscoveredAddresses = 65_536;

/** Addresses of hosts in a prefix: of IPv4 without the network's own and the broadcast one (RFC 3021 spares a /31). */
export function hostRange({ family, first, last, lengthBits }: IpPrefix): {
  readonly first: bigint;
  readonly last: bigint;
} {
  const whole = family === 6 || lengthBits >= 31;
  return whole ? { first, last } : { first: first + 1n, last: last - 1n };
}

export function countAddresses(prefixes: readonly IpPrefix[]): bigint {
  return prefixes.reduce((sum, prefix) => {
    const { first, last } = hostRange(prefix);
    return sum + last - first + 1n;
  }, 0n);
}

/** Every address in canonical text, one at a time. */
export function* addressesOf(prefixes: readonly IpPrefix[]): Generator<string> {
  for (const prefix of prefixes) {
    const { first, last } = hostRange(prefix);
    for (let value = first; value <= last; value += 1n) yield textOf(prefix, value);
  }
}

function textOf({ family }: IpPrefix, value: bigint): string {
  if (family === 4) return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 0xffn).join('.');
  const hex = value.toString(16).padStart(32, '0');
  const groups = hex.match(/.{4}/g)?.join(':') ?? '';
  return parsePrefix(`${groups}/128`)?.prefix.text.replace('/128', '') ?? groups;
}
