/** Every bound of light collectors in one place. */
const mebibyte = 1_048_576;
const dayMs = 86_400_000;

export const lightBounds = {
  /** Certificates. A collector's is made anew after two thirds of its life; what was revoked and forgotten ends with it. */
  authorityDays: 3_650,
  serverDays: 90,
  collectorDays: 30,
  renewAfterShare: 2 / 3,
  /** Clocks may be so far apart: certificates hold from so much earlier on. */
  backdatedMs: dayMs,
  /** A one-time token lives for so long. */
  tokenMs: 3_600_000,
  tokens: 100,
  collectors: 500,
  /** Wrong tokens and strange certificates of one address, within a minute. */
  refusalsPerMinute: 20,
  connections: 1_000,
  /** What one message may carry. */
  requestBytes: 2 * mebibyte,
  answerBytes: 8 * mebibyte,
  batchRecords: 500,
  batchBytes: mebibyte,
  /** A result that is longer is not kept: no kind of probe makes such. */
  recordBytes: 131_072,
  gapsTold: 100,
  gapsShown: 20,
  /** The collector speaks to its hub at least so often; after a failure it waits up to `retryMostMs`. */
  syncEveryMs: 5_000,
  retryMostMs: 60_000,
  askMs: 15_000,
  /** The spool: where neither is told otherwise. */
  keptBytes: 64 * mebibyte,
  keptMs: 7 * dayMs,
  /** Of the spool; one file is dropped at a time. */
  segmentBytes: mebibyte,
  leastKeptBytes: mebibyte,
  /** Results that wait for the disk; beyond them they are dropped and counted. */
  waiting: 2_000,
  probes: 1_000,
  figures: 200,
  concurrency: 8,
  /** Rows that wait for the hub's disk: beyond them a delivery is put off, so that it is written in one transaction. */
  rowsPending: 10_000,
  /** A time that is off by more than this is set right by the steady clock. */
  clockOffMs: 5_000,
} as const;
