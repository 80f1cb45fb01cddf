/** What a collector keeps and hands over: numbered, and each bound to the one before it. */
import { createHash } from 'node:crypto';
import type { EpochMs } from '../../core/index.ts';
import type { FigureReading, ProbeResult } from '../services/model.ts';

/** What is put on the spool. */
export type RecordBody = { readonly result: ProbeResult } | { readonly figure: FigureReading };

/** A record as its text says it. The names are short: it is written thousands of times. */
export interface SpoolRecord {
  /** Its number, from 1. */
  readonly s: number;
  /** Digest of the record before it. */
  readonly d: string;
  /** Wall time when it was kept, and the steady clock then: milliseconds since the boot `b` of the machine. */
  readonly w: EpochMs;
  readonly m: number;
  readonly b: string;
  readonly r?: ProbeResult;
  readonly f?: FigureReading;
}

/** Before the first record. */
export const noDigest = '0'.repeat(32);

/** 128 bits of SHA-256 over a record's text, which holds the digest of the one before: so it stands for all up to it. */
export function digestOf(text: string | Uint8Array): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

/** The frame around a record; undefined for what is none. Of the result itself nothing is checked. */
export function parseRecord(text: string): SpoolRecord | undefined {
  try {
    const value = JSON.parse(text) as Partial<SpoolRecord> | null;
    if (value === null || typeof value !== 'object') return undefined;
    const { s, d, w, m, b } = value;
    const isFramed =
      Number.isSafeInteger(s) &&
      (s ?? 0) > 0 &&
      typeof d === 'string' &&
      /^[0-9a-f]{32}$/.test(d) &&
      Number.isFinite(w) &&
      Number.isFinite(m) &&
      typeof b === 'string' &&
      b.length <= 64;
    return isFramed ? (value as SpoolRecord) : undefined;
  } catch {
    return undefined;
  }
}

/** Why results of these numbers never arrive. */
export const gapReasons = [
  /** The spool was full, or they were too old: the oldest went. */
  'dropped',
  /** The disk took nothing. */
  'disk-full',
  /** What stood on the disk was damaged. */
  'damaged',
  /** The collector's own folder was set back, or is in use twice. */
  'set-back',
  /** They were delivered before, to a hub that has since been set back further than the spool reaches. */
  'delivered-before',
  'unknown',
] as const;
export type GapReason = (typeof gapReasons)[number];

/** Numbers that are missing, both included, and the time that they were of, where it is known. */
export interface SpoolGap {
  readonly from: number;
  readonly to: number;
  readonly reason: GapReason;
  readonly since?: EpochMs;
  readonly until?: EpochMs;
}
