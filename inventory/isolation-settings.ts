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
