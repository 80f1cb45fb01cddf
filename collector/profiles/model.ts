import type { EpochMs } from '../../core/index.ts';
import type { PollFault } from '../observation.ts';

/** What a value is about; pages and alerts go by it, whatever the maker calls it. */
export const meanings = [
  'cpu',
  'memory',
  'storage',
  'load',
  'sessions',
  'session-rate',
  'users',
  'processes',
  'ha',
  'licence',
  'signature',
  'optical-rx',
  'optical-tx',
  'optical-bias',
  'optical-temperature',
  'temperature',
  'fan',
  'power',
  'voltage',
  'state',
  'version',
  'serial',
] as const;
export type Meaning = (typeof meanings)[number];

/** Base units; `scale` brings the raw number into one of them. */
export const units = [
  'ratio',
  'celsius',
  'dBm',
  'volt',
  'ampere',
  'watt',
  'rpm',
  'byte',
  'bit-per-second',
  'second',
  'per-second',
  'count',
] as const;
export type Unit = (typeof units)[number];

export const valueTypes = ['number', 'word', 'date', 'text'] as const;
export type ValueType = (typeof valueTypes)[number];

/** How it is known that the object is what the profile says: seen in a recorded walk, or read in a public MIB. */
export const proofs = ['walk', 'mib'] as const;

/** A name in both languages; profiles are data, so their texts travel with them. */
export interface Title {
  readonly zh: string;
  readonly en: string;
}

/** One object of a maker's MIB and what to make of it. */
export interface Metric {
  /** Unique in the profile; the name in series and in /metrics. */
  readonly name: string;
  readonly title: Title;
  readonly means: Meaning;
  /** Name of the MIB object, `hwEntityCpuUsage`, and its module: the source. */
  readonly object: string;
  readonly mib: string;
  readonly verified: (typeof proofs)[number];
  readonly kind: 'scalar' | 'column';
  /** Instances of scalars (ending in .0) or columns; where the first gives nothing the next is tried (older generations). */
  readonly oids: readonly string[];
  readonly type: ValueType;
  /** For numbers; value = raw * scale + offset, or raw / `of` * scale + offset. */
  readonly unit: Unit | undefined;
  readonly scale: number;
  readonly offset: number;
  /** Scalar or column that the raw number is divided by. */
  readonly of: string | undefined;
  /** In the unit; a number outside cannot be and is counted as a bad value. A ratio lies between 0 and 1. */
  readonly min: number;
  readonly max: number;
  /** Raw numbers or texts by which the device says that there is none. */
  readonly absent: readonly (number | string)[];
  /** Text before the value: `cpu-usage:`. */
  readonly prefix: string;
  /** For words: raw number or text to word. */
  readonly words: ReadonlyMap<string, string>;
  /** Words that are as they should be; empty: nobody can say. */
  readonly good: readonly string[];
  /** Column of the same index that names the row for a person. */
  readonly label: string | undefined;
  /** Labels of rows that say nothing. */
  readonly ignore: readonly string[];
  /** Column of the same index that is a number other than 0 in the rows that count. */
  readonly present: string | undefined;
}

/** One family of devices. */
export interface Profile {
  readonly family: string;
  readonly title: Title;
  /** sysObjectID prefixes, without a leading dot; the longest of all profiles decides. */
  readonly match: readonly string[];
  readonly metrics: readonly Metric[];
  /** The file that it was read from. */
  readonly file: string;
}

/** One value as it stands, decoded. `index` is the row's raw index, '' for scalars; `label` what a person calls the row. */
export type ProfileValue = {
  readonly metric: string;
  readonly title: Title;
  readonly means: Meaning;
  readonly index: string;
  readonly label: string;
} & (
  | { readonly type: 'number'; readonly value: number; readonly unit: Unit }
  /** `code` is the raw number where it was one; `good` is undefined where nobody can say. */
  | { readonly type: 'word'; readonly value: string; readonly code?: number; readonly good?: boolean }
  /** Milliseconds since 1970, and the same as text, without a zone where the device tells none. */
  | { readonly type: 'date'; readonly value: EpochMs; readonly text: string }
  | { readonly type: 'text'; readonly value: string }
);

/** What a profile's objects said. */
export interface ProfileReading {
  readonly family: string;
  readonly title: Title;
  readonly sysObjectID: string;
  readonly at: EpochMs;
  readonly values: readonly ProfileValue[];
  /** Metrics that the device does not offer; its right. */
  readonly missing: readonly string[];
  readonly faults: readonly PollFault[];
}

/** Every size that profiles hold to, in one place. */
export const profileBounds = {
  fileBytes: 64 * 1024,
  files: 200,
  metrics: 200,
  prefixes: 100,
  words: 100,
  alternatives: 4,
  /** Of one reading: rows of a table, values kept, time. */
  rows: 4_096,
  values: 1_024,
  durationMs: 20_000,
  textCharacters: 200,
} as const;
