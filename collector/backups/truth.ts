/**
 * What a line that a tool printed means, and its exit code, by tool and version: exit codes lie, so the words decide and a code
 * that no row explains is `unknown-code`. `ran`: made for real by the tests with Debian 12's versions; `documented`: from the tool's sources.
 */
import type { BackupTool, CatalogueFinding, CatalogueReason } from './model.ts';

export interface TruthRow {
  readonly tool: BackupTool;
  /** Versions from (inclusive) and below (exclusive); every one when absent. */
  readonly from?: string;
  readonly below?: string;
  readonly command?: 'list' | 'check';
  readonly says?: RegExp;
  /** Decides where no line was recognised. */
  readonly code?: number;
  /** `fine`: words without a finding. */
  readonly reason: CatalogueReason | 'fine';
  readonly weight: CatalogueFinding['weight'];
  /** Takes the id of a snapshot out of the line. */
  readonly snapshot?: RegExp;
  readonly source: 'ran' | 'documented';
}

const fail = { weight: 'fail' } as const;
const unknown = { weight: 'unknown' } as const;
const ran = { source: 'ran' } as const;
const documented = { source: 'documented' } as const;
const fine = { reason: 'fine', weight: 'note' } as const;

const restic: readonly Omit<TruthRow, 'tool'>[] = [
  { says: /^reading repository password from stdin$/, ...fine, ...ran },
  {
    says: /^(repository \w+ opened|created new cache|using parent snapshot|load indexes|found \d+ old cache)/,
    ...fine,
    ...documented,
  },
  { says: /wrong password or no key found/, reason: 'wrong-password', ...unknown, ...ran },
  {
    says: /(unable to open config file|repository does not exist).*(no such file|does not exist)|^Fatal: repository does not exist/,
    reason: 'missing',
    ...fail,
    ...ran,
  },
  { says: /unable to open repository at .*: not a directory$/, reason: 'missing', ...fail, ...ran },
  { says: /^Is there a repository at the following location\?$/, ...fine, ...ran },
  { says: /repository is already locked|unable to create lock in backend/, reason: 'locked', ...unknown, ...ran },
  { says: /^(lock was created at|storage ID [0-9a-f]|the `unlock` command)/, ...fine, ...ran },
  {
    says: /could not load snapshot|^error: load <snapshot\//,
    reason: 'unreadable-snapshot',
    ...fail,
    snapshot: /(?:snapshot |<snapshot\/)([0-9a-f]{8,})/,
    ...ran,
  },
  { says: /^pack [0-9a-f]{8,}:? does not exist/, reason: 'pack-missing', ...fail, ...ran },
  { says: /failed to download: .*permission denied$/, reason: 'pack-unreadable', ...unknown, ...ran },
  { says: /unexpected file size: got/, reason: 'pack-damaged', ...fail, ...ran },
  {
    says: /Pack ID does not match|ciphertext verification failed|failed to download|Blob ID does not match|hash mismatch/,
    reason: 'pack-damaged',
    ...fail,
    ...ran,
  },
  {
    says: /error loading index|LoadIndex returned errors|not found in (repository|index)|Blobs? .* not found/,
    reason: 'index-damaged',
    ...fail,
    ...ran,
  },
  { says: /^pack [0-9a-f]{8,}:? not referenced in any index/, ...fine, ...ran },
  {
    says: /additional files were found in the repo|This is non-critical|can run `restic (prune|repair|rebuild-index)/,
    ...fine,
    ...ran,
  },
  { says: /^Load\(<data\/[^>]*>, .*permission denied$/, reason: 'pack-unreadable', ...unknown, ...ran },
  { says: /^Load\(<[^>]*>, .*permission denied$/, reason: 'unreachable', ...unknown, ...ran },
  { says: /^Load\(<[^>]*>, .*returned error, retrying/, ...fine, ...ran },
  { says: /^(error for tree|tree [0-9a-f]{8,})/, reason: 'damaged', ...fail, ...ran },
  { says: /invalid data returned|ReadFull|StreamPack/, reason: 'damaged', ...fail, ...ran },
  { says: /^panic: runtime error/, reason: 'damaged', ...fail, ...ran },
  { says: /^(goroutine \d|\t|main\.|github\.com\/|created by |runtime\.|\[signal)/, ...fine, ...ran },
  { says: /repository contains errors/, reason: 'damaged', ...fail, ...ran },
  { says: /does not exist, skipping/, reason: 'source-missing', ...fail, ...ran },
  { says: /permission denied/i, reason: 'unreachable', ...unknown, ...ran },
  { says: /unsupported repository version/, reason: 'tool-too-old', ...unknown, ...documented },
  { says: /unknown (command|flag|shorthand)/, reason: 'tool-too-old', ...unknown, ...ran },
  { from: '0.17.0', code: 10, reason: 'missing', ...fail, ...documented },
  { from: '0.17.0', code: 11, reason: 'locked', ...unknown, ...documented },
  { from: '0.17.1', code: 12, reason: 'wrong-password', ...unknown, ...documented },
  { code: 3, reason: 'incomplete', ...fail, ...documented },
];

const borg: readonly Omit<TruthRow, 'tool'>[] = [
  { says: /^(INFO|DEBUG) /, ...fine, ...ran },
  {
    says: /msgid=Repository\.(DoesNotExist|InvalidRepository|ParentPathDoesNotExist)\b/,
    reason: 'missing',
    ...fail,
    ...ran,
  },
  { says: /msgid=(Passphrase\w*|Passcommand\w*|NoPassphrase\w*)\b/, reason: 'wrong-password', ...unknown, ...ran },
  { says: /msgid=(LockTimeout|LockErrorT?|LockFailed)\b/, reason: 'locked', ...unknown, ...ran },
  { says: /(Killed|Removed) stale/, reason: 'stale-lock', ...fail, ...ran },
  { says: /msgid=Cache\.RepositoryReplay/, reason: 'damaged', ...fail, ...documented },
  { says: /Data integrity error|msgid=IntegrityError/, reason: 'pack-damaged', ...fail, ...ran },
  { says: /Index object count mismatch/, reason: 'pack-missing', ...fail, ...ran },
  { says: /msgid=Repository\.ObjectNotFound|missing (file )?chunk/i, reason: 'pack-missing', ...fail, ...documented },
  { says: /^(ERROR|WARNING) (committed|rebuilt) index: /, ...fine, ...ran },
  { says: /^(ERROR|WARNING) ID: [0-9a-f]{64} /, ...fine, ...ran },
  { says: /Repository index missing or corrupted/, reason: 'index-damaged', ...fail, ...ran },
  { says: /check, errors found|check complete, problems found/, reason: 'damaged', ...fail, ...ran },
  { says: /^ERROR Traceback|^ERROR Local Exception/, reason: 'damaged', ...fail, ...ran },
  { says: /^(Exception ignored|Traceback|\s+File|\s+assert|AssertionError)/, ...fine, ...ran },
  { says: /No such file or directory/, reason: 'source-missing', ...fail, ...ran },
  { says: /Permission denied/i, reason: 'unreachable', ...unknown, ...documented },
  { says: /unrecognized arguments|invalid choice/, reason: 'tool-too-old', ...unknown, ...documented },
  { command: 'check', code: 1, reason: 'damaged', ...fail, ...ran },
  { from: '1.4.0', code: 13, reason: 'missing', ...fail, ...documented },
  { from: '1.4.0', code: 52, reason: 'wrong-password', ...unknown, ...documented },
  { from: '1.4.0', code: 73, reason: 'locked', ...unknown, ...documented },
];

const pgbackrest: readonly Omit<TruthRow, 'tool'>[] = [
  {
    says: /\[(041|042)\]|unable to open (missing )?file|\[055\]|unable to load info file/,
    reason: 'missing',
    ...fail,
    ...documented,
  },
  { says: /\[056\]|unable to acquire lock/, reason: 'locked', ...unknown, ...documented },
  { says: /\[095\]|cipher|decrypt/i, reason: 'wrong-password', ...unknown, ...documented },
  { says: /\[029\]|checksum|\[028\]/i, reason: 'damaged', ...fail, ...documented },
  { says: /\[(031|032|037|038)\]/, reason: 'malformed', ...unknown, ...documented },
  { says: /permission denied|\[047\]/i, reason: 'unreachable', ...unknown, ...documented },
  { says: /P00 +INFO:/, ...fine, ...ran },
];

const rows: readonly TruthRow[] = [
  ...restic.map((row) => ({ tool: 'restic' as const, ...row })),
  ...borg.map((row) => ({ tool: 'borg' as const, ...row })),
  ...pgbackrest.map((row) => ({ tool: 'pgbackrest' as const, ...row })),
];
export const truthTable: readonly TruthRow[] = rows;

/** Compares dotted versions by their numbers; negative when `a` is the older. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((text) => text.split('.').map((part) => Number.parseInt(part, 10) || 0));
  for (let index = 0; index < 3; index++) {
    const difference = (left?.[index] ?? 0) - (right?.[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Whether the row is about this tool, version and command; an unknown version is taken for every one. */
export function holds(
  row: TruthRow,
  tool: BackupTool,
  version: string | undefined,
  command: 'list' | 'check',
): boolean {
  if (row.tool !== tool || (row.command !== undefined && row.command !== command)) return false;
  if (version === undefined) return true;
  const isBefore = row.from !== undefined && compareVersions(version, row.from) < 0;
  const isAfter = row.below !== undefined && compareVersions(version, row.below) >= 0;
  return !isBefore && !isAfter;
}
