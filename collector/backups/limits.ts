/** Every bound of a reading; nothing grows with the size of a repository alone. */
export const backupBounds = {
  /** One tool process: what it may print, and how long it may take. */
  outputBytes: 96 * 1024 * 1024,
  errorBytes: 256 * 1024,
  quickMs: 120_000,
  checkMs: 4 * 3_600_000,
  readAllMs: 48 * 3_600_000,
  connectSeconds: 10,
  /** A tool that was told to end is killed after so long. */
  killMs: 2_000,
  /** What a tool that has exited left open is waited for so long. */
  lingerMs: 300,
  snapshots: 100_000,
  findings: 200,
  /** Of a tool's words kept as evidence. */
  saidCharacters: 2_000,
  locks: 32,
  /** Reading of restic's own files, for sizes and churn that old versions do not tell. */
  indexBytes: 192 * 1024 * 1024,
  treeNodes: 400_000,
  treeBlobBytes: 64 * 1024 * 1024,
  /** Remembered totals of folders; forgotten all at once when there are more. */
  treesRemembered: 20_000,
  /** Sizes and churn of so many backups are learned in one reading, the newest of each data set first. */
  figuresPerGroup: 31,
  figuresPerReading: 4_000,
  figuresMs: 4_000,
  figuresRemembered: 50_000,
  /** Where the tool must be asked for each backup (over SSH, borg), so many. */
  askedPerReading: 160,
  /** A manifest: its file, its entries, and how many bytes are hashed in one reading. */
  manifestBytes: 32 * 1024 * 1024,
  manifestEntries: 100_000,
  hashBytes: 256 * 1024 * 1024,
  folderEntries: 200_000,
  missingSegments: 50,
  /** What an agent carries: its file, how old it may be, how far ahead its clock. */
  agentBytes: 64 * 1024 * 1024,
  agentAgeMs: 26 * 3_600_000,
  clockAheadMs: 5 * 60_000,
  agentFiles: 1_000,
  sqlRows: 100_000,
  sqlMs: 30_000,
} as const;
