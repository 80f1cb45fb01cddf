import type { Row } from '../../../agent/index.ts';
import type { PlacedViolation } from '../../../faults/world.ts';
import type { DeviceRole } from '../../plan/model.ts';
import type { Connection, KnownAddress, OwnAddress, Route } from '../facts.ts';

/** An interface that nobody planned: it is up. */
export interface ExtraInterface {
  readonly ifIndex: number;
  readonly name: string;
  readonly type: number;
}

/** What a device tells beside, or instead of, what was planned. */
export interface Deviation {
  readonly interfaces: readonly ExtraInterface[];
  readonly addresses: readonly OwnAddress[];
  readonly neighbours: readonly KnownAddress[];
  readonly routes: readonly Route[];
  readonly connections: readonly Connection[];
  /** Take the place of rows with the same OID. */
  readonly rows: readonly Row[];
}

export const nothing: Deviation = {
  interfaces: [],
  addresses: [],
  neighbours: [],
  routes: [],
  connections: [],
  rows: [],
};

/** Where a violation is. */
export interface Site {
  readonly violation: PlacedViolation;
  readonly deviceId: string;
  readonly role: DeviceRole;
  /** ifIndex of the violation's port, else of the interface with the device's own address. */
  readonly ifIndex: number;
  readonly ownAddress: string;
  /** A host in the device's own net that nobody declared, counted from its end. */
  strangerInNet(fromEnd: number): string;
  readonly strangerMac: string;
  /** Whom the device knows by address if nothing is wrong. */
  readonly neighbours: readonly KnownAddress[];
  /** The moment of the request being answered. */
  now(): number;
}
