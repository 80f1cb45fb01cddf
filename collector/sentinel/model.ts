import type { EpochMs } from '../../core/index.ts';

/** What a sentinel outside takes note of; each is a record of its own signed ledger, kind `probe`. */
export type SentinelNote =
  /** It was up and listening all this time. */
  | {
      readonly what: 'up';
      readonly from: EpochMs;
      readonly to: EpochMs;
      readonly listening: readonly string[];
      readonly dropped?: number;
    }
  /** Something arrived that carries a nonce: a leak, whatever it was. */
  | {
      readonly what: 'heard';
      readonly at: EpochMs;
      readonly by: HeardBy;
      readonly from: string;
      readonly nonce: string;
    }
  /** Something inside was reached from here. */
  | {
      readonly what: 'reached';
      readonly at: EpochMs;
      readonly address: string;
      readonly by: TriedBy;
      readonly detail: string;
    }
  /** A round of tries at inner addresses ended; without its control it proves nothing. */
  | {
      readonly what: 'tried';
      readonly from: EpochMs;
      readonly to: EpochMs;
      readonly prefixes: readonly string[];
      readonly addresses: number;
      readonly control: boolean;
    };

export type HeardBy = 'tcp' | 'http' | 'dns' | 'icmp' | 'udp' | 'ntp';
export type TriedBy = 'icmp' | 'tcp' | 'snmp';

/** Every bound of a sentinel. */
export const sentinelBounds = {
  /** Open connections at a time. */
  connections: 64,
  /** A connection is ended after this, whatever it does. */
  connectionMs: 10_000,
  /** Bytes of one connection that are read. */
  lineBytes: 256,
  /** The same nonce from the same address is noted once in this time. */
  repeatMs: 60_000,
  /** Notes of things heard in an hour; what is beyond is counted in the next note of being up. */
  notesPerHour: 3_600,
  /** How often it looks at the clock; a process held up for three times as long was not up. */
  aliveMs: 10_000,
  /** Inner addresses of one round. */
  addresses: 4_096,
} as const;
