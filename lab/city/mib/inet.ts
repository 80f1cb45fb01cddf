import { parseAddress, parsePrefix } from '../../../core/index.ts';

/** InetAddressType (RFC 4001). */
const inetTypes = { ipv4: 1, ipv6: 2 } as const;

export function isIpv4(address: string): boolean {
  return !address.includes(':');
}

function octetsOf(address: string): readonly number[] {
  const parsed = parseAddress(address);
  if (parsed === undefined) return [];
  const count = parsed.family === 4 ? 4 : 16;
  return Array.from({ length: count }, (_, at) => Number((parsed.value >> BigInt(8 * (count - 1 - at))) & 0xffn));
}

/** InetAddressType and InetAddress as an index. */
export function inetIndex(address: string): string {
  const octets = octetsOf(address);
  return [octets.length === 4 ? inetTypes.ipv4 : inetTypes.ipv6, octets.length, ...octets].join('.');
}

export function maskOf(prefixLength: number): string {
  const bits = prefixLength === 0 ? 0 : (0xffffffff << (32 - prefixLength)) >>> 0;
  return [24, 16, 8, 0].map((shift) => (bits >>> shift) & 0xff).join('.');
}

/** The first address of the block that an address is in. */
export function networkOf(address: string, prefixLength: number): string {
  return parsePrefix(`${address}/${prefixLength}`)?.prefix.text.split('/')[0] ?? address;
}
