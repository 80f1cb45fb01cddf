import type { Address, Prefix } from './model.ts';

/** Evidence by where it comes from, each with its own pace. */
export const evidenceKinds = ['tables', 'probes', 'outer', 'register', 'survey'] as const;
export type EvidenceKind = (typeof evidenceKinds)[number];

export const portRoles = ['uplink', 'access', 'unused'] as const;
export type PortRole = (typeof portRoles)[number];

/** What is declared of isolation beside the CSV files: `isolation` in `fangzhou.yaml`. Lists are empty where nothing is said. */
export interface IsolationSettings {
  /** Inside beside the prefixes of the city, its districts and points; one that the internet routes has its reason. */
  readonly inner: readonly { readonly prefix: Prefix; readonly reason: string | undefined }[];
  /** Next hops beside the gateways that the inventory names. */
  readonly routers: readonly Address[];
  readonly routingPeers: readonly Address[];
  readonly ntpServers: readonly Address[];
  readonly dnsServers: readonly Address[];
  readonly tunnelPeers: readonly Address[];
  readonly boundaries: readonly BoundarySettings[];
  /** IANAifTypes. */
  readonly forbiddenMedia: readonly number[];
  /** Regular expressions, case aside, on an interface's name, description and alias. */
  readonly forbiddenNames: readonly string[];
  /** `device/interface`. */
  readonly allowedMedia: readonly string[];
  /** First three octets of MACs, lower case with colons. */
  readonly forbiddenMakers: readonly string[];
  readonly ports: readonly PortSettings[];
  readonly knownMacs: readonly string[];
  /** How old evidence of each kind may be. */
  readonly periodSeconds: Readonly<Record<EvidenceKind, number>>;
  /** After so long an inner terminal that nobody saw needs a record (ISO-53). */
  readonly terminalUnseenSeconds: number;
  readonly waivers: readonly WaiverSettings[];
  /** The folder that exported configurations of UTMs are carried into; left out: none is looked at. */
  readonly configurationsFolder?: string;
  /** The folder that results of surveys are carried into (ISO-41 to ISO-43); left out: none is looked at. */
  readonly surveysFolder?: string;
  /** Probes that must fail; undefined until targets outside are declared. */
  readonly canaries: CanarySettings | undefined;
}

/** A socket address of a control. */
export interface ControlSettings {
  readonly address: Address;
  readonly port: number;
  /** DNS only: a name of the inner zone. */
  readonly name?: string;
}

/** An outside target: a sentinel of ours when it has a key. */
export interface OutsideSettings {
  readonly id: string;
  readonly address: Address;
  /** The vkey that its notes and answers are signed with. */
  readonly key: string | undefined;
  /** Names below it are asked from it. */
  readonly zone: string | undefined;
  readonly tcpPorts: readonly number[];
  readonly httpPort: number | undefined;
  readonly dnsPort: number | undefined;
  readonly ntpPort: number | undefined;
}

export const controlProtocols = ['icmp', 'tcp', 'dns', 'http', 'ntp', 'traceroute'] as const;

export interface CanarySettings {
  /** Where this collector stands: a point or a data centre. */
  readonly placeId: string;
  /** On average; the moment itself is left to chance. */
  readonly everySeconds: number;
  readonly timeoutSeconds: number;
  readonly outside: readonly OutsideSettings[];
  readonly controls: Readonly<Partial<Record<(typeof controlProtocols)[number], ControlSettings>>>;
  /** The two-sensor test with a sender's address that is not ours: only by written permission. */
  readonly spoofed:
    | {
        readonly permission: string;
        readonly prefixes: readonly Prefix[];
        readonly perSecond: number;
        readonly everySeconds: number;
      }
    | undefined;
}

/** A controlled boundary: to a bank, a budget unit, the video network, the province. */
export interface BoundarySettings {
  readonly id: string;
  readonly deviceId: string;
  readonly interfaceName: string;
  readonly prefixes: readonly Prefix[];
  readonly reason: string;
}

export interface PortSettings {
  readonly deviceId: string;
  readonly interfaceName: string;
  readonly role: PortRole;
  /** Stations that may be heard there. */
  readonly stations: number;
}

/** A failure that a person accepted until the end of a day in the city's time zone; it lapses by itself. */
export interface WaiverSettings {
  readonly checkId: `ISO-${string}`;
  /** A point, or a data centre: `jintan-dc`, `city-dc`. */
  readonly placeId: string;
  readonly deviceId: string | undefined;
  readonly approver: string;
  readonly reason: string;
  /** `2027-03-31`: the last day on which it holds. */
  readonly untilDay: string;
}
