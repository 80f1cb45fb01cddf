/** Every bound of the pair under a lease, in one place; `ttl` and the notify delay are settings. */
export const pairLimits = {
  /** A lease is renewed this many times before it would end; the holder gives it up when two thirds of the ttl passed without proof. */
  renewalsPerTtl: 6,
  /** How often a standby looks, as a share of the ttl, and its bounds. */
  looksPerTtl: 12,
  shortestLookMs: 250,
  longestLookMs: 1_000,
  /** One statement of the lease or of the journal; longer counts as no answer. */
  statementMs: 1_500,
  connectMs: 1_500,
  /** After a failed connection nobody knocks again for this long. */
  knockAgainMs: 250,
  /** What one row of the journal may hold. */
  changesPerRow: 500,
  bytesPerRow: 512 * 1024,
  /** Decisions that wait for the journal; more than these, and the role is given up rather than anything lost in silence. */
  queuedChanges: 20_000,
  /** Rows read at once by who follows. */
  rowsPerLook: 200,
  /** A read of what was decided waits this long for what is on its way to the journal. */
  readWaitMs: 2_000,
  /** Journal rows kept for a standby that was away: by age, and never fewer than so many. */
  journalKeptDays: 30,
  journalKeptRows: 20_000,
  /** A sent record counts for this long; a key that comes again later is of another trouble. */
  sentCountsHours: 24,
  /** How often what is too old is taken out of the database. */
  pruneEveryMs: 3_600_000,
  /** Ids of pages sent, remembered in memory. */
  sentRemembered: 2_000,
  /** Changes of the registers that a standby's pages show are read anew at most this often. */
  refreshEveryMs: 300_000,
  refreshQuietMs: 30_000,
  arbiter: {
    lineBytes: 4_096,
    connections: 16,
    idleMs: 60_000,
    answerMs: 1_000,
  },
  /** pg_promote waits this long for the end of recovery. */
  promoteSeconds: 5,
} as const;
