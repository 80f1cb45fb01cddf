import type { City } from '../../inventory/index.ts';

/** What can go wrong with the lab's backups, where, and the check that must find it. A plain list: one verb at one office or district at a time. */
export const backupVerbs = {
  'backup-missing': { on: 'office', check: 'BA-01' },
  'backup-wrong-place': { on: 'office', check: 'BA-04' },
  'backup-stale': { on: 'district', check: 'BA-05' },
  'backup-shrunk': { on: 'office', check: 'BA-07' },
  'backup-flip': { on: 'office', check: 'BA-14' },
  'backup-vanished': { on: 'office', check: 'BA-16' },
  'repository-unreadable': { on: 'district', check: 'BA-32' },
} as const satisfies Readonly<Record<string, { readonly on: 'office' | 'district'; readonly check: `BA-${string}` }>>;

export type BackupVerb = keyof typeof backupVerbs;

export function isBackupVerb(verb: string): verb is BackupVerb {
  return Object.hasOwn(backupVerbs, verb);
}

/** `backup-stale DISTRICT`. */
export function backupUsage(verb: BackupVerb): string {
  return `${verb} ${backupVerbs[verb].on.toUpperCase()}`;
}

/** Offices and districts that declare a data set. */
export function backupTargetsOf({
  backups,
}: Pick<City, 'backups'>): Readonly<Record<'office' | 'district', ReadonlySet<string>>> {
  const sets = [...backups.values()];
  return {
    office: new Set(sets.map(({ officeId }) => officeId)),
    district: new Set(sets.map(({ districtId }) => districtId)),
  };
}

/** One trouble in force. */
export interface BackupFault {
  readonly verb: BackupVerb;
  /** An office's id or a district's. */
  readonly target: string;
}
