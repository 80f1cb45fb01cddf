import type { IsolationSettings } from '../isolation-settings.ts';
import makers from './consumer-makers.json' with { type: 'json' };

/** IANAifType-MIB: radio, telephone and subscriber lines, by which a device can reach another network than its own. */
export const mediaTypes = {
  basicISDN: 20,
  primaryISDN: 21,
  ppp: 23,
  slip: 28,
  modem: 48,
  isdn: 63,
  ieee80211: 71,
  adsl: 94,
  radsl: 95,
  sdsl: 96,
  vdsl: 97,
  pppMultilinkBundle: 108,
  docsCableMaclayer: 127,
  docsCableDownstream: 128,
  docsCableUpstream: 129,
  propWirelessP2P: 157,
  usb: 160,
  shdsl: 169,
  radioMAC: 188,
  adsl2: 230,
  ieee80216WMAN: 237,
  adsl2plus: 238,
  wwanPP: 243,
  wwanPP2: 244,
  gpon: 250,
  vdsl2: 251,
  capwapDot11Bss: 253,
  capwapWtpVirtualRadio: 254,
} as const;

/**
 * Names that betray a radio, a telephone line or a USB network on an interface whose type says nothing: Linux shows a 4G
 * stick as plain Ethernet.
 */
export const suspiciousNames: readonly string[] = [
  '\\b(?:wlan|wlp|wifi|wl)\\d',
  '\\bath\\d',
  'wi-?fi|wireless|无线',
  'wwan|wwp\\d|cellular|\\blte|(?:^|[^0-9a-z.])[345]g(?![a-z])',
  '\\bppp\\d|pppoe|dial(?:er|up)|modem|\\b[av]dsl|拨号',
  '\\b(?:usb|rndis|eth-channel ?)\\d|\\benx[0-9a-f]{12}',
];

/**
 * First three octets of makers of consumer routers, telephones and radio modules, of IEEE's registry by name: what stands
 * behind a desk when somebody shares the network. Makers that sell office computers too are left out.
 */
export const suspiciousMakers: readonly string[] = Object.values(makers)
  .flatMap((prefixes) => prefixes.split(' '))
  .map((prefix) => prefix.replace(/(..)(?!$)/g, '$1:'));

/** What holds where `isolation` is not in the settings; it is whole for a city whose gateways are its UTMs and aggregation switches. */
export const isolationDefaults: IsolationSettings = {
  inner: [],
  routers: [],
  routingPeers: [],
  ntpServers: [],
  dnsServers: [],
  tunnelPeers: [],
  boundaries: [],
  forbiddenMedia: Object.values(mediaTypes),
  forbiddenNames: suspiciousNames,
  allowedMedia: [],
  forbiddenMakers: suspiciousMakers,
  ports: [],
  knownMacs: [],
  periodSeconds: { tables: 900, probes: 3_600, outer: 2_678_400, register: 604_800, survey: 8_035_200 },
  terminalUnseenSeconds: 2_592_000,
  waivers: [],
  canaries: undefined,
};
