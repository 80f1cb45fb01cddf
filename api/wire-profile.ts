/** Private tables of a device, as its family's profile reads them: slower than the polls. */
export interface WireProfile {
  readonly family: string;
  readonly titleZh: string;
  readonly titleEn: string;
  readonly at: string;
  /** Values read; `values` may hold fewer. */
  readonly total: number;
  readonly values: readonly WireProfileValue[];
  /** Metrics that the device does not offer. */
  readonly missing: readonly string[];
}

export interface WireProfileValue {
  readonly metric: string;
  readonly titleZh: string;
  readonly titleEn: string;
  /** What it is about: `cpu`, `sessions`, `optical-rx`, ... */
  readonly means: string;
  /** Index of the row, '' for a single object; `label` is what a person calls it. */
  readonly index: string;
  readonly label: string;
  readonly type: 'number' | 'word' | 'date' | 'text';
  /** A date is ISO 8601, without a zone where the device tells none. */
  readonly value: number | string;
  /** Base unit of a number. */
  readonly unit: string | null;
  /** Whether a word is as it should be; null: nobody can say. */
  readonly good: boolean | null;
}

/** Load of a host. Shares are 0 to 1; null: the agent does not offer it. */
export interface WireHostLoad {
  readonly cpuRatio: number | null;
  readonly loadAverage1: number | null;
  readonly memoryTotalBytes: number | null;
  readonly memoryUsedBytes: number | null;
  readonly processes: number | null;
  readonly users: number | null;
  readonly storage: readonly { readonly name: string; readonly totalBytes: number; readonly usedBytes: number }[];
}
