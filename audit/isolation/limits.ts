/** Every bound of the judging of isolation in one place. */
export const isolationLimits = {
  /** Offending rows of one check at one place that are kept by name; the others are counted, and are in the evidence. */
  findings: 250,
  /** Octets that the judgements of one record of a verdict may take: it must fit into an entry, for a report is made from entries. */
  judgementOctets: 56_000,
  /** Rows of one table that a record of evidence repeats; the digest is that of the whole reading. */
  evidenceRows: 5_000,
  /** A place is judged anew this often although nothing came, so that evidence grows stale and waivers lapse. */
  judgeAgainMs: 30_000,
  /** While a check goes on failing, other rows than before are put on record at most this often. */
  findingsAgainMs: 900_000,
  /** How often the times of the newest readings are written, for a restart. */
  writeReadingsMs: 10_000,
  /** Devices named in one document of reading times. */
  devicesPerDocument: 500,
  /** How often each place's verdict, coverage, gap and age go into the series. */
  sampleMs: 60_000,
  /** Entries of a place's history that one question reads, of each kind, and in one page. */
  historyEntries: 5_000,
  historyPage: 500,
  /** Buckets that the longest gap of a period is looked for in. */
  gapBuckets: 2_000,
} as const;
