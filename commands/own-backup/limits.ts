/** Every bound of a backup of Fangzhou's own data. */
export const ownBackupBounds = {
  files: 500_000,
  /** What is kept free on a disk that is written to. */
  keptFreeBytes: 64 * 1024 * 1024,
  /** Read from the disk at most so fast, so that a running server is not disturbed. */
  usualMebibytesPerSecond: 64,
  pathCharacters: 400,
  configurationBytes: 256 * 1024 * 1024,
  /** Private keys and secret files together. */
  keysBytes: 4 * 1024 * 1024,
  leastPassphraseCharacters: 12,
  sumsBytes: 128 * 1024 * 1024,
  headerBytes: 64 * 1024,
  /** Of a tool's words that are shown. */
  saidCharacters: 400,
  progressEveryMs: 2_000,
} as const;

/** Names inside of the archive. */
export const headerName = 'fangzhou-backup.json';
export const sumsName = 'SHA256SUMS';
export const archiveName = 'fangzhou.fzb';
export const formatVersion = 1;
/** First parts of names; inventory and profiles are those that lie outside of the configuration's folder. */
export const archiveRoots = ['data', 'configuration', 'inventory', 'profiles'] as const;
