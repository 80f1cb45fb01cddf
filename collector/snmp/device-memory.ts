import { type AnswerSize, firstAnswerSize } from '../discipline/answer-size.ts';
import type { InterfaceReading } from '../observation.ts';
import type { InterfaceColumn } from './interface-columns.ts';
import type { SnmpSession } from './snmp-session.ts';

/** What of one port changes only when somebody works on the device. */
export interface RememberedPort {
  /** Where in the device's `names` the port's are. */
  readonly nameStart: number;
  readonly nameEnd: number;
  /** ifSpeed in bit/s; 0 where unknown. */
  readonly ifSpeed: number;
  /** What every reading of the port repeats. */
  readonly fixed: Pick<
    InterfaceReading,
    'ifIndex' | 'name' | 'ifDescr' | 'ifName' | 'ifAlias' | 'ifType' | 'ifPhysAddress'
  >;
}

/** The device's interfaces as the last full reading found them. */
export interface RememberedInterfaces {
  readonly ports: ReadonlyMap<number, RememberedPort>;
  /** The name column's octets as received, of all ports; the next poll compares them before it trusts the rest. */
  readonly names: Buffer;
  /** Asked at every poll, so that a renumbering is seen at once: ifName where every port has its own, else ifDescr. */
  readonly nameColumn: 'ifName' | 'ifDescr';
  /** Columns that no row had; asked again at the next full reading. */
  readonly absent: ReadonlySet<InterfaceColumn>;
  /** What is asked while nothing hints at a change. */
  readonly quickColumns: readonly InterfaceColumn[];
  readonly ifNumber: number | undefined;
  readonly ifTableLastChangeTicks: number | undefined;
}

/**
 * What the poller knows of a device from its earlier polls, to ask less: names and types change about never, yet are a
 * third of the values. Belongs to the session (one device, one session), so it is gone when the session is; its size is
 * that of the device's interface table.
 */
export interface DeviceMemory {
  interfaces?: RememberedInterfaces | undefined;
  /** Of the last poll: a fall, or more boots, is a restart, after which indexes may be others. */
  sysUpTimeTicks: number;
  engineBoots?: number | undefined;
  pollsSinceFull: number;
  hostRows?: number | undefined;
  answerSize: AnswerSize;
}

const memories = new WeakMap<SnmpSession, DeviceMemory>();

export function memoryOf(session: SnmpSession): DeviceMemory {
  let memory = memories.get(session);
  if (memory === undefined) {
    memory = { sysUpTimeTicks: 0, pollsSinceFull: 0, answerSize: firstAnswerSize };
    memories.set(session, memory);
  }
  return memory;
}
