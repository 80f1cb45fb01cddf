import { errorText } from '../../../core/index.ts';
import type { RepositorySettings } from '../../../inventory/index.ts';
import { type FolderFile, listFolder, readText, unlisted } from '../access/files.ts';
import { stemOf } from '../borg/names.ts';
import { mergeFindings } from '../classify.ts';
import type { ToolDeps } from '../deps.ts';
import { backupBounds } from '../limits.ts';
import type { CatalogueFinding, CatalogueReading, CatalogueSnapshot, IntegrityCheck } from '../model.ts';
import type { ToolReading } from '../read.ts';
import { finding } from '../said.ts';
import { readSpace } from '../space.ts';
import { askPostgresql, sqlReason } from '../sql.ts';
import { segmentBytesOf, segmentOf, timelinesWithoutHistory, walTimelines } from '../wal.ts';
import { type BackupManifest, readBackupManifest } from './manifest.ts';

const manifestName = 'backup_manifest';
/** Base backups are folders of the location; what they hold lies at most so deep. */
const depth = 6;

/**
 * Reads a folder of base backups (pg_basebackup, plain or tar) by their manifests, the folder of archived WAL beside it by its names,
 * and the live server's pg_stat_archiver where it may be asked. Never throws.
 */
export async function readPostgresqlBackups(settings: RepositorySettings, deps: ToolDeps): Promise<ToolReading> {
  const { location, beside, sql } = settings;
  const { run, clock, check: wish } = deps;
  const nothing = { listed: false, snapshots: [], checks: [], locks: [] };
  const listing = await listFolder(run, location, depth);
  if (!listing.ok) return { ...nothing, findings: [unlisted(listing)] };
  const findings: CatalogueFinding[] = [];
  const snapshots: CatalogueSnapshot[] = [];
  const starts: WalStart[] = [];
  const tars = new Set<string>();
  let identity: string | undefined;
  for (const [folder, files] of foldersOf(listing.files)) {
    const held = files.find(({ path }) => path === `${folder}/${manifestName}`);
    const text =
      held === undefined
        ? undefined
        : await readText(run, `${location}/${folder}/${manifestName}`, backupBounds.manifestBytes);
    const manifest = text === undefined ? undefined : readBackupManifest(text);
    if (held === undefined || manifest === undefined) {
      // The manifest is written last: without one the backup was broken off.
      const isBackup = files.some(({ path }) => /\/(PG_VERSION|backup_label|base\.tar(\.\w+)?)$/.test(path));
      if (isBackup)
        findings.push(finding('incomplete', 'fail', `${folder}: no whole ${manifestName}`, { snapshotId: folder }));
      continue;
    }
    identity = manifest.systemIdentifier ?? identity;
    if (!files.some(({ path }) => path === `${folder}/PG_VERSION`)) tars.add(folder);
    snapshots.push(snapshotOf(folder, held, manifest, settings));
    findings.push(...compared(folder, files, manifest));
    const [range] = manifest.walRanges;
    if (range !== undefined) starts.push({ timeline: range.timeline, lsn: range.start });
  }
  const wal = beside === undefined ? undefined : await readArchive(beside, starts, deps, findings);
  if (sql !== undefined) identity = (await readArchiver(settings, findings)) ?? identity;
  const ok = findings.every(({ weight }) => weight === 'note');
  const checks: IntegrityCheck[] = wish.structure ? [{ kind: 'structure', share: 0, at: clock.now(), ok }] : [];
  if (wish.data !== 'none') checks.push(...(await readAll(snapshots, settings, deps, findings, tars)));
  const space = await readSpace(location, deps);
  return {
    listed: true,
    snapshots,
    findings: mergeFindings(findings),
    checks,
    locks: [],
    ...(identity === undefined ? {} : { identity }),
    ...(space === undefined ? {} : { space }),
    ...(wal === undefined ? {} : { wal }),
  };
}

function foldersOf(files: readonly FolderFile[]): ReadonlyMap<string, readonly FolderFile[]> {
  const folders = new Map<string, FolderFile[]>();
  for (const file of files) {
    const [folder = '', ...rest] = file.path.split('/');
    if (rest.length === 0) continue;
    const known = folders.get(folder);
    if (known === undefined) folders.set(folder, [file]);
    else known.push(file);
  }
  return folders;
}

function snapshotOf(
  folder: string,
  held: FolderFile,
  { bytes, files, startedAt = held.modifiedAt }: BackupManifest,
  { location }: RepositorySettings,
): CatalogueSnapshot {
  const home = location.replace(/\/+$/, '').split('/').at(-1) ?? '';
  return {
    id: folder,
    tags: [...new Set([folder, stemOf(folder), home])].filter((tag) => tag !== ''),
    host: '',
    paths: [],
    startedAt,
    endedAt: held.modifiedAt,
    sourceBytes: bytes,
    files: files.size,
  };
}

/** A plain backup's files against its manifest: there, and of that size. A tar's are inside of it. */
function compared(folder: string, files: readonly FolderFile[], manifest: BackupManifest): readonly CatalogueFinding[] {
  const snapshotId = folder;
  const found: CatalogueFinding[] = [];
  if (!manifest.isWhole) found.push(finding('damaged', 'fail', `${folder}/${manifestName}: checksum`, { snapshotId }));
  const sizes = new Map(files.map(({ path, bytes }) => [path.slice(folder.length + 1), bytes]));
  if (!sizes.has('PG_VERSION')) {
    const hasTar = [...sizes.keys()].some((name) => /^base\.tar(\.\w+)?$/.test(name));
    return hasTar ? found : [...found, finding('pack-missing', 'fail', `${folder}: base.tar`, { snapshotId })];
  }
  const lost = [...manifest.files]
    .filter(([name, bytes]) => sizes.get(name) === undefined && bytes >= 0)
    .map(([name]) => name);
  const other = [...manifest.files]
    .filter(([name, bytes]) => (sizes.get(name) ?? bytes) !== bytes)
    .map(([name]) => name);
  const words = (names: readonly string[]): string => `${folder}: ${names.slice(0, 10).join(' ')} (${names.length})`;
  if (lost.length > 0) found.push(finding('pack-missing', 'fail', words(lost), { snapshotId }));
  if (other.length > 0) found.push(finding('pack-damaged', 'fail', words(other), { snapshotId }));
  return found;
}

/** Where the WAL begins that a backup needs. */
interface WalStart {
  readonly timeline: number;
  readonly lsn: string;
}

async function readArchive(
  folder: string,
  starts: readonly WalStart[],
  { run }: ToolDeps,
  findings: CatalogueFinding[],
): Promise<CatalogueReading['wal']> {
  const listing = await listFolder(run, folder, 3);
  if (!listing.ok) {
    const said = `${folder}: ${listing.answer.err}`;
    findings.push(listing.isMissing ? finding('wal-gap', 'fail', said) : finding('unreachable', 'unknown', said));
    return undefined;
  }
  const names = listing.files.map(({ path }) => path);
  const segmentBytes = segmentBytesOf(listing.files);
  const timelines = walTimelines(names, segmentBytes);
  const lost = timelines.flatMap(({ missing }) => missing);
  if (lost.length > 0) findings.push(finding('wal-gap', 'fail', lost.join(' ')));
  const orphaned = timelinesWithoutHistory(names, timelines);
  if (orphaned.length > 0)
    findings.push(finding('wal-gap', 'fail', `no history file of timeline ${orphaned.join(' ')}`));
  // From the newest backup on, every segment must be there: one that begins after it leaves a hole in front.
  const newest = starts
    .flatMap(({ timeline, lsn }) => {
      const segment = segmentOf(timeline, lsn, segmentBytes);
      return segment === undefined ? [] : [{ timeline, segment }];
    })
    .sort((a, b) => (a.segment < b.segment ? -1 : 1))
    .at(-1);
  const line = timelines.find(({ timeline }) => timeline === newest?.timeline);
  if (newest !== undefined && (line === undefined || line.first > newest.segment || line.last < newest.segment)) {
    findings.push(
      finding('wal-gap', 'fail', `${newest.segment} is not between ${line?.first ?? '-'} and ${line?.last ?? '-'}`),
    );
  }
  const lastArchivedAt = listing.files.reduce((latest, { modifiedAt }) => Math.max(latest, modifiedAt), 0);
  return { timelines, ...(lastArchivedAt > 0 ? { lastArchivedAt } : {}) };
}

/** What the live server says of its archiving; gives its system identifier. */
async function readArchiver(settings: RepositorySettings, findings: CatalogueFinding[]): Promise<string | undefined> {
  const { sql: access, sqlHost, access: where } = settings;
  if (access === undefined) return undefined;
  const host = sqlHost ?? (where.by === 'ssh' ? where.host : '127.0.0.1');
  try {
    const [row] = await askPostgresql({ host, access }, (query) =>
      query(`select current_setting('archive_mode') as mode, archived_count::text as archived, failed_count::text as failed,
        last_archived_wal, last_failed_wal, last_failed_time > coalesce(last_archived_time, '-infinity') as failing,
        (select system_identifier::text from pg_control_system()) as identity from pg_stat_archiver`),
    );
    const { mode, failing, failed, last_failed_wal: wal, identity } = row ?? {};
    if (mode === 'off') findings.push(finding('archiver-failing', 'fail', 'archive_mode = off'));
    else if (failing === true)
      findings.push(finding('archiver-failing', 'fail', `failed_count ${failed}, last_failed_wal ${wal}`));
    return typeof identity === 'string' ? identity : undefined;
  } catch (thrown) {
    findings.push(finding(sqlReason(thrown), 'unknown', errorText(thrown)));
    return undefined;
  }
}

/** Every byte of the newest plain backup against the checksums of its manifest, by PostgreSQL's own pg_verifybackup. */
async function readAll(
  snapshots: readonly CatalogueSnapshot[],
  { location }: RepositorySettings,
  { run, clock }: ToolDeps,
  findings: CatalogueFinding[],
  tars: ReadonlySet<string>,
): Promise<readonly IntegrityCheck[]> {
  // A tar holds its files inside: those of this tool's versions that are about cannot look there.
  const plain = snapshots.filter(({ id }) => !tars.has(id));
  const newest = [...plain].sort((a, b) => a.startedAt - b.startedAt).at(-1);
  if (newest === undefined) return [];
  const where = 'ls -d /usr/lib/postgresql/*/bin/pg_verifybackup /usr/pgsql-*/bin/pg_verifybackup 2>/dev/null';
  const { out } = await run({ argv: ['sh', '-c', where] });
  const tool = out.split('\n').filter(Boolean).sort().at(-1) ?? 'pg_verifybackup';
  const answer = await run({
    argv: [tool, '--quiet', '--no-parse-wal', `${location}/${newest.id}`],
    mostMs: backupBounds.readAllMs,
  });
  const snapshotId = newest.id;
  const share = 1 / snapshots.length;
  if (!answer.ran) {
    findings.push(finding(answer.why, 'unknown', answer.err, { snapshotId }));
    return [];
  }
  if (answer.code === 0) return [{ kind: 'data', share, at: clock.now(), ok: true }];
  findings.push(finding('pack-damaged', 'fail', answer.err, { snapshotId }));
  return [{ kind: 'data', share, at: clock.now(), ok: false }];
}
