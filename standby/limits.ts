/** Every bound of the room in one place. */
export const limits = {
  /** Statements in one set, and their parameters: more than the store ever writes in one transaction. */
  changesPerSet: 100_000,
  paramsPerChange: 65_536,
  maxCount: 0xffff_ffff,
  /** One set; a larger one breaks the feed, and who follows takes a new copy. The store writes a few MiB at most. */
  maxSetBytes: 268_435_456,
  /** Changes kept on disk for a standby that is behind; when it needs older ones it takes a new copy. */
  spoolBytes: 268_435_456,
  /** Sets kept: their places are held in memory. */
  spoolSets: 65_536,
  /** The spool is cut in files of this size, of which the oldest goes. */
  spoolFileBytes: 16_777_216,
  /** Bytes of sets and of ledger entries in one answer; the next answer goes on. */
  answerBytes: 8_388_608,
  /** One frame of an answer; a larger one is refused. */
  maxFrameBytes: 285_212_672,
  /** A request's body. */
  maxRequestBytes: 16_384,
  /** How long a request for changes waits for the first one. */
  waitMs: 10_000,
  /** A request is repeated so often when the other side is another process than before, or somebody else was first. */
  attempts: 3,
  /** No answer within this time beside what was asked to wait: the primary is silent. */
  answerWithinMs: 10_000,
  /** The own pair is judged this often. */
  judgeEveryMs: 1_000,
  /** A clean end waits so long for the standby to have all, looking so often. */
  handOverMs: 3_000,
  handOverLookMs: 50,
  /** The other side is asked who it is this often. */
  peerEveryMs: 5_000,
  /** A copy that brings nothing for so long is given up. */
  copyStallMs: 60_000,
  /** Between two tries after a failure, growing up to the last. */
  retryMs: [500, 1_000, 2_000, 5_000] as readonly number[],
  /** Rows of one statement while a copy is written, and bytes read at a time. */
  copyRows: 400,
  copyBytes: 1_048_576,
  /** A copy is read at this rate at most, so that it does not take the disk from those who work. */
  copyBytesPerSecond: 33_554_432,
  /** Standbys that are remembered; more are refused. */
  followers: 4,
  /** Older data that were put aside, each of database and ledger; with so many nothing is replaced any more. */
  asides: 3,
  /** Entries that one look beyond the standby's end counts. */
  beyondEntries: 100_000,
} as const;
