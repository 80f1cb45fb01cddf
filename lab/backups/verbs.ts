/** What can go wrong with the lab's backups. A plain list: one verb at one office or district at a time. */
export const backupVerbs = {
  'backup-missing': 'office',
  'backup-stale': 'district',
  'backup-shrunk': 'office',
  'backup-vanished': 'office',
  'backup-flip': 'office',
  'backup-wrong-place': 'office',
  'repository-unreadable': 'district',
} as const satisfies Readonly<Record<string, 'office' | 'district'>>;

export type BackupVerb = keyof typeof backupVerbs;

export function isBackupVerb(verb: string): verb is BackupVerb {
  return Object.hasOwn(backupVerbs, verb);
}

/** `backup-stale DISTRICT`. */
export function backupUsage(verb: BackupVerb): string {
  return `${verb} ${backupVerbs[verb].toUpperCase()}`;
}

/** One trouble in force. */
export interface BackupFault {
  readonly verb: BackupVerb;
  /** An office's id or a district's. */
  readonly target: string;
}
