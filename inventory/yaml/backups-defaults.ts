import type { BackupsSettings } from '../backup-settings.ts';

/** What holds where `backups` is not in the settings: no repository is known, so that nothing counts as backed up. */
export const backupsDefaults: BackupsSettings = {
  periodSeconds: 900,
  checkDays: 7,
  readAllDays: 30,
  drillDays: 92,
  drills: { unattended: false, sample: 20 },
  freeDays: [],
  freeWeekdays: [],
  closingDays: 3,
  scratch: { folder: 'scratch', mostBytes: 10_737_418_240, mostSeconds: 3_600 },
  repositories: new Map(),
  dataSets: new Map(),
};
