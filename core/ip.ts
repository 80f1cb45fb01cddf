import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

export type IpFamily = 4 | 6;

/** One address as a number, with its canonical text (RFC 5952 for IPv6). */
export interface IpAddress {
  readonly family: IpFamily;
  readonly value: bigint;
  readonly text: string;
}

/** A block of addresses from `first` to `last`, both included. */
export interface IpPrefix {
  readonly family: IpFamily;
  readonly first: bigint;
  readonly last: bigint;
  readonly lengthBits: number;
  readonly text: string;
}

/** The widest text that can be an address: longer input is refused before it is looked at. */
const longestAddressText = 45;

/**
 * Reads an IPv4 or IPv6 address. Dotted decimal only (no octal, no short forms), no zone id; an IPv4-mapped IPv6
 * address (RFC 4291, 2.5.5.2) is the IPv4 address it stands for. Undefined for anything else.
 */
export function parseAddress(text: string): IpAddress | undefined {
  if (text.length > longestAddressText || text.includes('%') || isIP(text) === 0) return undefined;
  const parsed = ipaddr.process(text);
  const family = parsed.kind() === 'ipv4' ? 4 : 6;
  return { family, value: numberOf(parsed.toByteArray()), text: textOf(parsed) };
}

/**
 * Reads `10.1.0.0/16` or `2001:db8::/48` (RFC 4632, RFC 4291). `prefix` is always the block with host bits zero;
 * `hostBits` tells that the text had some set. Undefined when the text is no prefix at all; a bare address is none.
 */
export function parsePrefix(text: string): { readonly prefix: IpPrefix; readonly hostBits: boolean } | undefined {
  const match = /^([^/]+)\/(0|[1-9]\d{0,2})$/.exec(text);
  const address = match?.[1] === undefined ? undefined : parseAddress(match[1]);
  if (match === null || address === undefined) return undefined;
  // A mapped address counts 128 bits in its text but 32 in its meaning: refused rather than guessed.
  if (address.family === 4 && text.includes(':')) return undefined;
  const widthBits = address.family === 4 ? 32 : 128;
  const lengthBits = Number(match[2]);
  if (lengthBits > widthBits) return undefined;
  const hostMask = (1n << BigInt(widthBits - lengthBits)) - 1n;
  const first = address.value & ~hostMask;
  const network = first === address.value ? address.text : addressText(address.family, first);
  const prefix: IpPrefix = {
    family: address.family,
    first,
    last: first | hostMask,
    lengthBits,
    text: `${network}/${lengthBits}`,
  };
  return { prefix, hostBits: first !== address.value };
}

/** Whether the block holds the address; never across families. */
export function contains(prefix: IpPrefix, address: IpAddress): boolean {
  return prefix.family === address.family && prefix.first <= address.value && address.value <= prefix.last;
}

/** Whether the whole of `inner` lies in `outer`; equal blocks cover each other. */
export function covers(outer: IpPrefix, inner: IpPrefix): boolean {
  return outer.family === inner.family && outer.first <= inner.first && inner.last <= outer.last;
}

/** Whether the two blocks share an address. */
export function overlaps(a: IpPrefix, b: IpPrefix): boolean {
  return covers(a, b) || covers(b, a);
}

/**
 * Finds blocks that share addresses, in O(n log n). Two prefixes are nested or apart, so each overlapping one is
 * named once, with the closest block around it: `[around, inside]`. Equal blocks keep the order of the input.
 */
export function findOverlaps<T extends { readonly prefix: IpPrefix }>(
  items: readonly T[],
): readonly (readonly [T, T])[] {
  const ordered = items
    .map((item, order) => ({ item, order, prefix: item.prefix }))
    .sort(
      (a, b) =>
        a.prefix.family - b.prefix.family ||
        compare(a.prefix.first, b.prefix.first) ||
        a.prefix.lengthBits - b.prefix.lengthBits ||
        a.order - b.order,
    );
  const found: (readonly [T, T])[] = [];
  const open: typeof ordered = [];
  for (const entry of ordered) {
    let around = open.at(-1);
    while (around !== undefined && !covers(around.prefix, entry.prefix)) {
      open.pop();
      around = open.at(-1);
    }
    if (around !== undefined) found.push([around.item, entry.item]);
    open.push(entry);
  }
  return found;
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function numberOf(bytes: readonly number[]): bigint {
  if (bytes.length === 4) return BigInt(bytes.reduce((number, byte) => number * 256 + byte, 0));
  return BigInt(`0x${bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')}`);
}

function addressText(family: IpFamily, value: bigint): string {
  const hex = value.toString(16).padStart(family === 4 ? 8 : 32, '0');
  return textOf(ipaddr.fromByteArray([...Buffer.from(hex, 'hex')]));
}

function textOf(address: ipaddr.IPv4 | ipaddr.IPv6): string {
  return address instanceof ipaddr.IPv6 ? address.toRFC5952String() : address.toString();
}
