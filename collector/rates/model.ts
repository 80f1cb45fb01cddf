import type { EpochMs } from '../../core/index.ts';

/** Names of the series kept per entity; base units. The order is the order of columns in the store. */
export const interfaceMetrics = [
  'inBitsPerSecond',
  'outBitsPerSecond',
  'inPacketsPerSecond',
  'outPacketsPerSecond',
  'inErrorsPerSecond',
  'outErrorsPerSecond',
  'inDiscardsPerSecond',
  'outDiscardsPerSecond',
] as const;
export const deviceMetrics = [
  /** 1 when the device answered, 0 when not. */
  'answered',
  'pollSeconds',
  'upTimeSeconds',
  'cpuRatio',
  'memoryUsedRatio',
  'loadAverage1',
  'storageUsedRatioMax',
] as const;
export type InterfaceMetric = (typeof interfaceMetrics)[number];
export type DeviceMetric = (typeof deviceMetrics)[number];

/** Why there is a gap where a rate should be. Words, counted. */
export type GapReason =
  | 'first-reading'
  | 'agent-restart'
  | 'discontinuity'
  | 'impossible-rate'
  | 'counter-reset'
  | 'duplicate'
  | 'out-of-order'
  /** So much time passed that a 32-bit counter may have wrapped more than once, or the poll before is too old. */
  | 'too-far-apart'
  /** The agent's uptime and our clock tell different times between two polls, so nobody knows how long it was. */
  | 'clock-disagrees'
  | 'not-offered';

/** What the time series get of one entity from one poll: one row. `undefined` is a gap, not zero. */
export interface Sample {
  /** `interface` entities are `<deviceId>/<name>`; `device` entities are the device's id. */
  readonly entityKind: 'interface' | 'device';
  readonly entityId: string;
  readonly at: EpochMs;
  /** One value per metric, in the order of `interfaceMetrics` or `deviceMetrics`. */
  readonly values: readonly (number | undefined)[];
  /** Set where any rate is a gap for a reason other than `not-offered`. */
  readonly gap?: GapReason;
}

/** How a device's restart was recognised. */
export interface Restart {
  readonly deviceId: string;
  readonly at: EpochMs;
  /**
   * `upTimeFell`: sysUpTime fell and that was no wrap at 2^32, or is shorter than the time since the poll before;
   * `engineBoots`: snmpEngineBoots changed; `hrSystemUptime`: the host's own uptime fell.
   */
  readonly evidence: readonly ('upTimeFell' | 'engineBoots' | 'hrSystemUptime')[];
}

/** What one observation becomes. */
export interface RateResult {
  readonly samples: readonly Sample[];
  readonly restart?: Restart;
  /** Per reason, the number of interfaces of this poll that have at least one gap for it. */
  readonly gaps: Readonly<Partial<Record<GapReason, number>>>;
}
