import type { EpochMs } from '../../core/index.ts';
import type { PollFault } from '../observation.ts';

/**
 * What one device says of itself and of who stands next to it. A part that could not be read is absent, which is not the
 * same as empty: an empty list means that the device was asked and hears nobody.
 */
export interface TopologyReading {
  readonly deviceId: string;
  readonly startedAt: EpochMs;
  readonly finishedAt: EpochMs;
  /** `silent`: nothing came, also when the agent refused us; `partial`: parts are missing and `faults` says why. */
  readonly outcome: 'answered' | 'partial' | 'silent';
  readonly faults: readonly PollFault[];
  readonly identity?: TopologyIdentity;
  readonly ports?: readonly TopologyPort[];
  readonly neighbours?: readonly LldpNeighbour[];
  readonly stations?: readonly Station[];
}

export interface TopologyIdentity {
  readonly sysName: string;
  readonly sysObjectID: string;
  /** Of the chassis (ENTITY-MIB, RFC 6933), in the order of their index; empty where the device tells none. */
  readonly serials: readonly string[];
  /** dot1dBaseBridgeAddress, else the LLDP chassis id where that is a MAC. */
  readonly baseMac?: string;
}

/** An interface by the name that outlives a renumbering of ifIndex. */
export interface TopologyPort {
  readonly name: string;
  readonly ifIndex: number;
  readonly mac?: string;
}

/** A row of lldpRemTable, at the port that heard it. */
export interface LldpNeighbour {
  readonly port: string;
  readonly chassisId: string;
  readonly portId: string;
  readonly sysName: string;
}

/** A learned address of the forwarding table, at the port where it was heard. */
export interface Station {
  readonly port: string;
  readonly mac: string;
}

/** The most that one device's reading holds; what is beyond is cut off and said in a fault `truncated-table`. */
export const topologyBounds = {
  ports: 2_048,
  neighbours: 1_024,
  stations: 8_192,
  serials: 16,
  textCharacters: 128,
} as const;
