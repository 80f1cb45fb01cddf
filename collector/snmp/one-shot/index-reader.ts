import { SocketAddress } from 'node:net';
import { oidParts } from '../oid.ts';

/**
 * Reads what a table keeps in its index (RFC 2578 section 7.7), part after part. A part that is not there or cannot be
 * leaves the reader `broken`, and the row keeps its raw index alone.
 */
export class IndexReader {
  readonly #parts: readonly number[];
  #at = 0;
  #broken: boolean;

  constructor(index: string) {
    const parts = oidParts(index);
    this.#parts = parts ?? [];
    this.#broken = parts === undefined;
  }

  /** Every part was good and nothing is left over. */
  get whole(): boolean {
    return !this.#broken && this.#at === this.#parts.length;
  }

  number(): number | undefined {
    const part = this.#parts[this.#at++];
    if (part === undefined) this.#broken = true;
    return part;
  }

  /** IpAddress: four octets without a length. */
  ipv4(): string | undefined {
    return this.#octets(4)?.join('.');
  }

  /** InetAddress at the end of an index, its type known: with its length before it as RFC 2578 wants, or without as keepalived writes. */
  lastAddress(): string | undefined {
    const left = this.#parts.length - this.#at;
    if (left === 5 || left === 17) this.#at++;
    const octets = this.#octets(left > 5 ? 16 : 4);
    return octets?.length === 16 ? ipv6Text(octets) : octets?.join('.');
  }

  /** Ipv6Address: sixteen octets; the length that some agents write before them is passed over. */
  ipv6(): string | undefined {
    if (this.#parts.length - this.#at === 17 && this.#parts[this.#at] === 16) this.#at++;
    const octets = this.#octets(16);
    return octets === undefined ? undefined : ipv6Text(octets);
  }

  /** MacAddress: six octets without a length. */
  mac(): string | undefined {
    return this.#octets(6)
      ?.map((octet) => octet.toString(16).padStart(2, '0'))
      .join(':');
  }

  /** OBJECT IDENTIFIER or octets with their count before them, as dotted numbers. */
  counted(): string | undefined {
    const count = this.number();
    if (count === undefined || count > this.#parts.length - this.#at) return this.#fail();
    const parts = this.#parts.slice(this.#at, this.#at + count);
    this.#at += count;
    return parts.join('.');
  }

  /** InetAddressType and InetAddress (RFC 4001); zoned addresses end with `%zone`, an unknown type gives dotted octets. */
  inetAddress(): string | undefined {
    const type = this.number();
    const count = this.number();
    if (type === undefined || count === undefined) return undefined;
    const octets = this.#octets(count);
    if (octets === undefined) return undefined;
    if (type === 1 && count === 4) return octets.join('.');
    if (type === 2 && count === 16) return ipv6Text(octets);
    if (type === 3 && count === 8) return `${octets.slice(0, 4).join('.')}%${zoneOf(octets.slice(4))}`;
    if (type === 4 && count === 20) return `${ipv6Text(octets.slice(0, 16))}%${zoneOf(octets.slice(16))}`;
    return octets.join('.');
  }

  #octets(count: number): number[] | undefined {
    const octets = this.#parts.slice(this.#at, this.#at + count);
    if (octets.length !== count || octets.some((octet) => octet > 255)) return this.#fail();
    this.#at += count;
    return octets;
  }

  #fail(): undefined {
    this.#broken = true;
    return undefined;
  }
}

function zoneOf(octets: readonly number[]): number {
  return octets.reduce((zone, octet) => zone * 256 + octet, 0);
}

/** Canonical text (RFC 5952) of 16 octets. */
export function ipv6Text(octets: readonly number[]): string {
  const groups: string[] = [];
  for (let i = 0; i < 16; i += 2) groups.push((((octets[i] ?? 0) << 8) | (octets[i + 1] ?? 0)).toString(16));
  return new SocketAddress({ address: groups.join(':'), family: 'ipv6' }).address;
}
