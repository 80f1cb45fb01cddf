/**
 * The declared city: what should be. Collectors say what is; the difference is a finding.
 * One interface per CSV file, one field per column; every reference has been checked when a `City` exists.
 */

/** An IPv4 or IPv6 prefix in canonical text (`10.10.10.0/24`, `2001:db8::/48`), host bits zero. */
export type Prefix = string;
/** An IPv4 or IPv6 address in canonical text. */
export type Address = string;

export interface District {
  readonly id: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly prefixes: readonly Prefix[];
}

/** A township finance office; it may have several points. */
export interface Office {
  readonly id: string;
  readonly nameZh: string;
  readonly districtId: string;
}

/** A place that attaches to the network: one UTM, one access switch, terminals behind them. */
export interface Point {
  readonly id: string;
  readonly officeId: string;
  readonly districtId: string;
  readonly prefixes: readonly Prefix[];
}

export const deviceKinds = ['utm', 'switch', 'host', 'router', 'olt', 'onu', 'ups', 'other'] as const;
export type DeviceKind = (typeof deviceKinds)[number];

export interface Device {
  readonly id: string;
  readonly kind: DeviceKind;
  /** A point's id, or `<district>-dc` for a data centre (`city-dc` for the city's own). */
  readonly locationId: string;
  /** Set when the location is a point. */
  readonly pointId: string | undefined;
  /** A district's id, or the city's id (`city`) for the city's own data centre. */
  readonly districtId: string;
  readonly address: Address;
  /** Name of the SNMP credential in `fangzhou.yaml`; `none` for a device that has no agent. */
  readonly snmp: string;
  readonly note: string;
  /** Serial number on the label; undefined where the file does not say. */
  readonly serial?: string;
  /** Of the bridge or chassis: lower case, colon separated; undefined where the file does not say. */
  readonly mac?: string;
  /** Which model it is, as it says itself; undefined where the file does not say. */
  readonly sysObjectID?: string;
}

/** One end of a link: a device's interface by its ifName. */
export interface LinkEnd {
  readonly deviceId: string;
  readonly interfaceName: string;
}

/** A contracted fibre circuit between a district (end a) and a point (end b). */
export interface Link {
  readonly id: string;
  readonly pointId: string;
  readonly districtId: string;
  readonly a: LinkEnd;
  readonly b: LinkEnd;
  readonly role: 'primary' | 'backup';
  readonly bandwidthBitsPerSecond: number;
  readonly circuit: string;
}

/** How a pair takes over. */
export const standbyEngines = [
  'vrrp',
  'postgresql',
  'mysql',
  'redis',
  'pacemaker',
  'drbd',
  'utm-ha',
  'generic',
] as const;

/** Two hosts of which one stands by for the other. */
export interface HostPair {
  readonly id: string;
  readonly districtId: string;
  readonly role: 'app' | 'db';
  readonly memberA: string;
  readonly memberB: string;
  readonly virtualAddress: Address;
  readonly standby: (typeof standbyEngines)[number];
}

export interface Service {
  readonly id: string;
  readonly system: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly districtId: string;
  readonly appPairId: string | undefined;
  readonly dbPairId: string | undefined;
  readonly url: string;
}

/** A data set that must be found in its district's backup repository. */
export interface Backup {
  readonly id: string;
  readonly officeId: string;
  readonly districtId: string;
  readonly repository: string;
  readonly schedule: string;
  readonly maxAgeSeconds: number;
  readonly retentionSeconds: number;
  readonly drill: string;
}

export const terminalStates = ['in-use', 'in-store', 'in-repair', 'scrapped'] as const;

export interface Terminal {
  readonly id: string;
  readonly pointId: string;
  readonly network: 'inner' | 'outer';
  /** Lower case, colon separated. */
  readonly mac: string;
  /** Of its other network cards, in the same writing. */
  readonly moreMacs?: readonly string[];
  readonly address: Address | undefined;
  readonly switchId: string | undefined;
  readonly port: string | undefined;
  readonly state: (typeof terminalStates)[number];
  readonly barcode: string;
  /** Serial numbers of its disks: what it wrote goes where they go. */
  readonly diskSerials?: readonly string[];
  /** The role, never the person, that answers for it. */
  readonly custodian?: string;
  readonly brand?: string;
  readonly model?: string;
}

/** Every MAC that the terminal has. */
export function terminalMacs({ mac, moreMacs }: Pick<Terminal, 'mac' | 'moreMacs'>): readonly string[] {
  return moreMacs === undefined ? [mac] : [mac, ...moreMacs];
}

/** Below this share of a month, this share of the month's fee goes back. */
export interface CreditStep {
  readonly below: number;
  readonly share: number;
}

/** What a carrier promised for a circuit. */
export interface Contract {
  readonly circuit: string;
  readonly carrier: string;
  /** In hundredths of the currency. */
  readonly monthlyFeeCents: number;
  /** As it is printed: `CNY`. */
  readonly currency: string;
  /** Share of a month, 0 to 1. */
  readonly availability: number;
  /** The highest bound first. */
  readonly credits: readonly CreditStep[];
}

/** The whole declared city. Maps keep the order of the files; every key is the entry's id, that of a contract its circuit. */
export interface City {
  readonly id: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly prefixes: readonly Prefix[];
  readonly districts: ReadonlyMap<string, District>;
  readonly offices: ReadonlyMap<string, Office>;
  readonly points: ReadonlyMap<string, Point>;
  readonly devices: ReadonlyMap<string, Device>;
  readonly links: ReadonlyMap<string, Link>;
  readonly hostPairs: ReadonlyMap<string, HostPair>;
  readonly services: ReadonlyMap<string, Service>;
  readonly backups: ReadonlyMap<string, Backup>;
  readonly terminals: ReadonlyMap<string, Terminal>;
  readonly contracts: ReadonlyMap<string, Contract>;
}
