import type { EpochMs } from '../core/index.ts';

/**
 * What one poll of one device said: what is. Never mixed with what the inventory declares.
 * A missing part is absent, never an empty default; `faults` says why it is missing.
 */
export interface Observation {
  readonly deviceId: string;
  readonly startedAt: EpochMs;
  readonly finishedAt: EpochMs;
  /** `answered`: everything asked came; `partial`: some tables are missing; `silent`: nothing came; `refused`: the agent answered, but would not serve us. */
  readonly outcome: 'answered' | 'partial' | 'silent' | 'refused';
  readonly faults: readonly PollFault[];
  readonly identity?: Identity;
  readonly interfaces?: readonly InterfaceReading[];
  readonly host?: HostLoad;
  /** Requests sent and answers received, for the collector's own metrics. */
  readonly requests: number;
  readonly responses: number;
  /** Varbinds decoded. */
  readonly values: number;
}

/** Why a poll, or a part of it, gave nothing usable. Words, so that they can be counted and shown. */
export type FaultReason =
  | 'timeout'
  | 'unknown-user'
  | 'wrong-digest'
  | 'not-in-time-window'
  | 'decryption-error'
  | 'unsupported-security-level'
  | 'authorization-error'
  | 'unknown-context'
  | 'unknown-engine'
  | 'too-big'
  | 'general-error'
  | 'no-such-name'
  | 'non-increasing-oid'
  | 'empty-response'
  | 'wrong-request-id'
  | 'malformed'
  | 'duplicate-response'
  | 'late-response'
  | 'wrong-source'
  | 'unproven-report'
  | 'truncated-table'
  | 'not-offered'
  | 'bad-value'
  | 'unreachable'
  | 'unknown-host'
  | 'internal';

export interface PollFault {
  readonly reason: FaultReason;
  /** What was being read: `system`, `ifTable`, `ifXTable`, `hrStorageTable`, ... */
  readonly part: string;
  /** One line for a person; never a secret. */
  readonly detail: string;
}

/** SNMPv2-MIB system group (RFC 3418) and the engine's boots where v3 tells them. */
export interface Identity {
  readonly sysDescr: string;
  readonly sysObjectID: string;
  /** sysUpTime in hundredths of a second, modulo 2^32. */
  readonly sysUpTimeTicks: number;
  readonly sysContact: string;
  readonly sysName: string;
  readonly sysLocation: string;
  /** snmpEngineBoots (RFC 3414), which rises at every restart of the agent. */
  readonly engineBoots?: number;
  /** hrSystemUptime (RFC 2790) in hundredths of a second. */
  readonly hrSystemUptimeTicks?: number;
}

export type OperStatus = 'up' | 'down' | 'testing' | 'unknown' | 'dormant' | 'notPresent' | 'lowerLayerDown';

/** One row of ifTable joined with its row of ifXTable (RFC 2863). Counters are raw, as received. */
export interface InterfaceReading {
  readonly ifIndex: number;
  /** Stable name: ifName where unique on the device, else ifDescr where unique, else `if` + ifIndex. */
  readonly name: string;
  readonly ifDescr: string;
  readonly ifName?: string;
  readonly ifAlias?: string;
  /** IANAifType-MIB number. */
  readonly ifType: number;
  readonly ifPhysAddress?: string;
  readonly adminStatus: 'up' | 'down' | 'testing';
  readonly operStatus: OperStatus;
  /** ifHighSpeed x 10^6 where offered and not 0, else ifSpeed. 0 where unknown. */
  readonly speedBitsPerSecond: number;
  readonly lastChangeTicks?: number;
  /** ifCounterDiscontinuityTime in hundredths of a second. */
  readonly discontinuityTicks?: number;
  readonly counters: InterfaceCounters;
}

/** Width in bits tells how the counter wraps; a counter that the device does not offer is absent. */
export interface Counter {
  readonly value: bigint;
  readonly bits: 32 | 64;
}

export const interfaceCounterNames = [
  'inOctets',
  'outOctets',
  'inUcastPkts',
  'outUcastPkts',
  'inErrors',
  'outErrors',
  'inDiscards',
  'outDiscards',
] as const;
export type InterfaceCounterName = (typeof interfaceCounterNames)[number];
export type InterfaceCounters = Readonly<Partial<Record<InterfaceCounterName, Counter>>>;

/** HOST-RESOURCES-MIB (RFC 2790) and UCD-SNMP-MIB. */
export interface HostLoad {
  /** Mean of hrProcessorLoad, 0 to 1. */
  readonly cpuRatio?: number;
  /** laLoad 1 minute. */
  readonly loadAverage1?: number;
  readonly memoryTotalBytes?: number;
  readonly memoryUsedBytes?: number;
  readonly storage?: readonly { readonly name: string; readonly totalBytes: number; readonly usedBytes: number }[];
  readonly processes?: number;
  readonly users?: number;
}
