/** Bounds of what is asked of a pair: nothing here waits, reads or runs without one. */
export const pairReadLimits = {
  /** One reading of a pair; what has not answered by then is silent. */
  readingMs: 20_000,
  /** One table of a host, and its rows. */
  tableMs: 8_000,
  tableRows: 4_096,
  /** A neighbour's ARP table: a data centre's switch knows every server. */
  neighbourRows: 16_384,
  /** Neighbours asked for one virtual address. */
  neighbours: 4,
  /** What an extend may print: crm_mon of a large cluster is some hundred kilobytes. */
  extendOctets: 1 << 20,
  extendLines: 20_000,
  /** Up to so many lines are asked for in one piece, which may take many fragments. */
  extendLinesAtOnce: 400,
  /** Of a service's answer this much is looked through for the expected text. */
  probeOctets: 64 << 10,
  /** What an answer says of who answered. */
  memberCharacters: 128,
  /** Tries of one service under way at the same time, and of all pairs. */
  triesOfOneProbe: 8,
  probesAtOnce: 64,
} as const;
