/** Every bound of the store in one place. */
export const limits = {
  /** Points or buckets that one query may answer; the same as Prometheus' limit for a range query. */
  maxPoints: 11_000,
  /** Sample rows kept in memory while the disk cannot take them (about 20 MB). */
  maxQueuedRows: 100_000,
  /** Changed documents and journal entries kept in memory while the disk cannot take them, each. */
  maxQueuedEvents: 20_000,
  /** A larger document or journal body is refused. */
  maxBodyBytes: 1_048_576,
  /** Rows in one transaction; more are written in further ones. */
  rowsPerWrite: 20_000,
  /** Values beyond this size are nothing that was measured; they become gaps. */
  maxMagnitude: 1e150,
  /** Samples dated further ahead of the clock are refused. */
  maxAheadMs: 3_600_000,
  /** Entities ever seen: interfaces, devices. */
  maxEntities: 1_000_000,
  /** Columns of one kind. */
  maxColumns: 64,
  /** Entries that one journal query may answer. */
  maxJournalEntries: 1_000,
  /** A locked database is waited for this long. */
  busyTimeoutMs: 5_000,
  /** The check of a file after an unclean end is cut off after this long. */
  checkMs: 15_000,
  /** Page cache of the writing and of the reading connection. */
  writerCacheKiB: 2_048,
  readerCacheKiB: 1_024,
  /** Sizes of the files are looked at this often at most. */
  sizesEveryMs: 5_000,
  /** The write-ahead log is cut to this size after a checkpoint. */
  walKeptBytes: 16_777_216,
  /** An hour or a day is closed this long after its end, so that its last samples are on disk. */
  closeAfterMs: 120_000,
  /** Roll-ups and retention run this often. */
  maintainEveryMs: 300_000,
  /** Chunks stay this much longer than their retention, so that late samples always find theirs. */
  retentionMarginMs: 7_200_000,
} as const;
