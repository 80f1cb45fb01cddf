/** Every bound of the ledger in one place. */
export const limits = {
  /** Records, and their bytes, kept in memory while the disk cannot take them; more are refused, counted and told in a `gap`. */
  maxPendingRecords: 100_000,
  maxPendingBytes: 67_108_864,
  /** A larger body is refused. */
  maxBlobBytes: 33_554_432,
  /** Records written and synced in one go. */
  recordsPerWrite: 8_192,
  /** Entries in one file: 256 full bundles. */
  entriesPerSegment: 65_536,
  /** Tiles of the tree kept at hand, 8 KiB each. */
  cachedTiles: 128,
  /** Records on one page of a search. */
  maxPage: 500,
  /** Bundles of 256 records that one page of a search reads before it says where to go on. */
  bundlesPerPage: 400,
  /** Characters of a searched text. */
  maxSearchCharacters: 200,
  /** Faults kept by their place; more are counted. */
  maxFaults: 100,
  /** Newest bundles that are checked before the ledger opens. */
  bundlesCheckedAtOpen: 16,
  /** Pause after each bundle of the check that goes on in the background: about one percent of a core. */
  checkPauseMs: 50,
  /** From the end of one whole check to the begin of the next. */
  checkEveryMs: 60_000,
} as const;
