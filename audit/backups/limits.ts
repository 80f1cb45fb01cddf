/** Every bound of the judging of backups in one place. */
export const backupLimits = {
  /** Snapshots remembered of one data set, and of nobody's in one repository. */
  seenOfSet: 2_000,
  /** Days of the heat map that are kept. */
  days: 400,
  /** Runs that statistics look back at. */
  runs: 90,
  /** Runs before statistics say anything of growth and change. */
  leastRuns: 14,
  /** Runs before half of the usual size is a finding. */
  leastRunsForShrink: 3,
  /** Runs of the same weekday before that weekday has a measure of its own. */
  leastRunsOfWeekday: 4,
  /** Runs without any change that are too many. */
  unchangedRuns: 7,
  /** A reading older than so many periods tells nothing any more. */
  stalePeriods: 3,
  /** And none is too old before this while no look failed: a busy machine is no blind auditor. */
  leastStaleMs: 180_000,
  /** A snapshot dated further ahead of the clock is not believed. */
  aheadMs: 300_000,
  /** A lock that is alive for so long belongs to a run that hangs. */
  lockMs: 86_400_000,
  /** A snapshot may go this long before its retention is over: runs do not start at the same minute. */
  retentionToleranceMs: 86_400_000,
  /** Vanished snapshots of one repository that are a burst. */
  burst: 3,
  /** Characters of a person's reason. */
  reason: 500,
  /** Days of free space before a trend is told, and that it looks back at. */
  leastSpaceDays: 7,
  spaceDays: 90,
  /** Full within so many days, by the steepest plausible trend, is a finding; within so few it is urgent. */
  fullSoonDays: 30,
  fullUrgentDays: 7,
  /** Checks of data remembered of one repository. */
  dataChecks: 1_000,
  /** Orphans that a standing lists. */
  orphans: 200,
  /** Pieces of evidence of one judgement. */
  evidence: 20,
  /** Characters of one piece of evidence. */
  evidenceCharacters: 2_000,
  /** Snapshots named in one record of the ledger. */
  perRecord: 100,
  /** Everything is judged anew this often although nothing came, so that ages grow. */
  judgeAgainMs: 30_000,
} as const;
