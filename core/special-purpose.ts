import { contains, covers, type IpAddress, type IpPrefix, overlaps, parsePrefix } from './ip.ts';

/**
 * How far packets to an address can go: `global` over the internet; `limited` only as far as somebody routes it by agreement
 * (private space, documentation, benchmarks); `link` not beyond the own link or host, or to nobody at all.
 */
export type Reach = 'global' | 'limited' | 'link';

/**
 * IANA's special-purpose address registries for IPv4 and IPv6 (RFC 6890 and its updates) by their column "Globally
 * Reachable", with multicast (RFC 5771, RFC 4291) and the site-local block that RFC 3879 took back. What they leave open
 * because traffic may well leave by it (Teredo, 6to4 and its relays) counts as global, as does all that they do not name.
 */
const registry: readonly (readonly [prefix: string, reach: Reach])[] = [
  ['0.0.0.0/8', 'link'],
  ['10.0.0.0/8', 'limited'],
  ['100.64.0.0/10', 'limited'],
  ['127.0.0.0/8', 'link'],
  ['169.254.0.0/16', 'link'],
  ['172.16.0.0/12', 'limited'],
  ['192.0.0.0/24', 'limited'],
  ['192.0.0.9/32', 'global'],
  ['192.0.0.10/32', 'global'],
  ['192.0.2.0/24', 'limited'],
  ['192.168.0.0/16', 'limited'],
  ['198.18.0.0/15', 'limited'],
  ['198.51.100.0/24', 'limited'],
  ['203.0.113.0/24', 'limited'],
  ['224.0.0.0/4', 'link'],
  ['240.0.0.0/4', 'limited'],
  ['255.255.255.255/32', 'link'],
  ['::/128', 'link'],
  ['::1/128', 'link'],
  ['64:ff9b:1::/48', 'limited'],
  ['100::/64', 'limited'],
  ['100:0:0:1::/64', 'limited'],
  ['2001::/23', 'limited'],
  ['2001::/32', 'global'],
  ['2001:1::1/128', 'global'],
  ['2001:1::2/128', 'global'],
  ['2001:1::3/128', 'global'],
  ['2001:3::/32', 'global'],
  ['2001:4:112::/48', 'global'],
  ['2001:20::/28', 'global'],
  ['2001:30::/28', 'global'],
  ['2001:db8::/32', 'limited'],
  ['3fff::/20', 'limited'],
  ['5f00::/16', 'limited'],
  ['fc00::/7', 'limited'],
  ['fe80::/10', 'link'],
  ['fec0::/10', 'limited'],
  ['ff00::/8', 'link'],
];

const blocks = registry
  .flatMap(([text, reach]) => {
    const parsed = parsePrefix(text);
    return parsed === undefined ? [] : [{ prefix: parsed.prefix, reach }];
  })
  // The longest that holds an address is the one that counts.
  .sort((a, b) => b.prefix.lengthBits - a.prefix.lengthBits);

export function reachOf(address: IpAddress): Reach {
  return blocks.find(({ prefix }) => contains(prefix, address))?.reach ?? 'global';
}

/** Of a block: `global` as soon as one address in it is. */
export function reachOfPrefix(block: IpPrefix): Reach {
  const around = blocks.find(({ prefix }) => covers(prefix, block));
  if (around === undefined || around.reach === 'global') return 'global';
  const inside = blocks.filter(({ prefix }) => overlaps(prefix, block) && covers(block, prefix));
  return inside.some(({ reach }) => reach === 'global') ? 'global' : around.reach;
}

/** Nobody was ever given more: a /8 of IPv4, a /16 of IPv6 (IANA's address space registries). */
const widestGivenBits = { 4: 8, 6: 16 } as const;

/**
 * Whether a block cannot be one network's own: it holds internet addresses, and more of them than anybody was ever given. Two
 * halves of all addresses, each with a reason, would leave nothing outside.
 */
export function isTooWideToOwn(block: IpPrefix): boolean {
  return block.lengthBits < widestGivenBits[block.family] && reachOfPrefix(block) === 'global';
}
