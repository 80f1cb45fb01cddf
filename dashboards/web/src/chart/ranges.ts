/** What the buttons above a chart offer; lengths in milliseconds. */
export const ranges = [
  { key: 'dashboards.range.15min', lengthMs: 900_000 },
  { key: 'dashboards.range.1h', lengthMs: 3_600_000 },
  { key: 'dashboards.range.6h', lengthMs: 6 * 3_600_000 },
  { key: 'dashboards.range.24h', lengthMs: 24 * 3_600_000 },
  { key: 'dashboards.range.7d', lengthMs: 7 * 86_400_000 },
  { key: 'dashboards.range.30d', lengthMs: 30 * 86_400_000 },
  { key: 'dashboards.range.1y', lengthMs: 365 * 86_400_000 },
] as const;

const stepsSeconds = [10, 30, 60, 300, 900, 1_800, 3_600, 7_200, 21_600, 86_400] as const;
/** About one bucket for every two pixels of a wide chart. */
const mostBuckets = 720;
const rawUpToMs = 3_600_000;

/** Width of a bucket in seconds for a range; 0 asks for the points as they were measured. */
export function stepFor(lengthMs: number): number {
  if (lengthMs <= rawUpToMs) return 0;
  return stepsSeconds.find((step) => lengthMs / 1000 / step <= mostBuckets) ?? 86_400;
}
