import { isIPv4 } from 'node:net';
import type { JsonValue } from './table-spec.ts';

/**
 * Bits of the network part, from the row's mask or from the last number of its ipAddressPrefix (RFC 4293: an OID that
 * ends so); undefined without either, or for a mask with holes, which some agents send.
 */
export function prefixLengthOf(row: Readonly<Record<string, JsonValue>>): number | undefined {
  const mask = row.netMask ?? row.mask;
  if (typeof mask === 'string' && isIPv4(mask)) return bitsOfMask(mask);
  const { prefix } = row;
  // zeroDotZero says that there is no prefix.
  if (typeof prefix !== 'string' || prefix === '0.0') return undefined;
  const bits = Number(prefix.slice(prefix.lastIndexOf('.') + 1));
  return bits <= 128 ? bits : undefined;
}

function bitsOfMask(mask: string): number | undefined {
  const bits = mask
    .split('.')
    .map((octet) => Number(octet).toString(2).padStart(8, '0'))
    .join('');
  const ones = bits.indexOf('0');
  if (ones === -1) return 32;
  return bits.includes('1', ones) ? undefined : ones;
}
