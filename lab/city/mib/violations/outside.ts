/**
 * Addresses that stand for the world outside: globally routable by IANA's registries, which documentation prefixes are not.
 * They stand in tables alone; the lab sends nothing there.
 */
export const outside = {
  network: '114.114.114.0',
  networkBits: 24,
  resolver: '114.114.114.114',
  site: '220.181.38.148',
  mobile: '117.136.0.9',
  ntp: '203.107.6.88',
  ownAddress: '202.102.11.29',
  ownIpv6: '240e:3a1:4c40:8800::17',
  ipv6Bits: 64,
} as const;

/** What Windows and most of the world's Wi-Fi routers give: private, and in no declared prefix. */
export const otherNet = { address: '192.168.77.10', prefixLength: 24 } as const;
