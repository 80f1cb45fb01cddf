import type { City, Device } from '../../../inventory/index.ts';

/** What a device is in the network; its model and tables follow from it. */
export type DeviceRole = 'core' | 'aggregation' | 'access' | 'utm' | 'host' | 'other';

/** IANAifType numbers that the lab uses. */
export const ifTypes = { ethernet: 6, loopback: 24, vlan: 136 } as const;

/** An interface: what never changes about it. */
export interface Port {
  readonly deviceId: string;
  readonly name: string;
  readonly type: number;
  readonly alias: string;
  readonly speedBitsPerSecond: number;
  readonly mac: string;
  /** The cable in it; without one an Ethernet port is down, any other is up. */
  cableId: string | undefined;
  /** Addresses on it, with their prefix length. */
  readonly addresses: { readonly address: string; readonly prefixLength: number }[];
}

export interface PlannedDevice {
  readonly device: Device;
  readonly role: DeviceRole;
  /** In the order of their first ifIndex. */
  readonly ports: Port[];
  /** Lower case, the base of its ports' MACs. */
  readonly mac: string;
  /** What stands between it and the core: all of them must live. Links are not named here. */
  upstreamId: string | undefined;
  readonly locationZh: string;
}

export type CableKind = 'fibre' | 'trunk' | 'lan' | 'server' | 'heartbeat' | 'terminal';

/** Whatever joins two ports; end a is the one nearer to the core. A terminal's cable has no port at end b. */
export interface Cable {
  readonly id: string;
  readonly kind: CableKind;
  readonly a: Port;
  readonly b: Port | undefined;
  readonly bandwidthBitsPerSecond: number;
  /** Set for a fibre: the declared link's id and its point. */
  readonly linkId?: string;
  readonly pointId?: string;
  /** Set for a terminal. */
  readonly terminalId?: string;
}

/** The city as it is wired. */
export interface Plan {
  readonly city: City;
  readonly devices: ReadonlyMap<string, PlannedDevice>;
  /** By id; what is plugged where changes with the faults. */
  readonly cables: Map<string, Cable>;
  /** Links of each point, the preferred first. */
  readonly linksOfPoint: ReadonlyMap<string, readonly string[]>;
}

/** Speaks while the plan is drawn. */
export interface Draft {
  readonly city: City;
  readonly devices: Map<string, PlannedDevice>;
  readonly cables: Map<string, Cable>;
  /** Adds an interface, or gives the one that has this name already. */
  port(
    device: PlannedDevice,
    name: string,
    options?: Partial<Pick<Port, 'type' | 'alias' | 'speedBitsPerSecond'>>,
  ): Port;
  join(cable: Cable): void;
}
