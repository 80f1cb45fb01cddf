import {
  type BackupCounts,
  type BackupJudgement,
  backupLimits,
  countSets,
  type DataSetStanding,
  type DayWord,
  dataRead,
  isoDay,
  officeVerdict,
  type RepositoryMemory,
  type RepositoryStanding,
} from '../../audit/index.ts';
import type { CatalogueSnapshot } from '../../collector/index.ts';
import { type EpochMs, message } from '../../core/index.ts';
import type { City, Office } from '../../inventory/index.ts';
import type { BackupsPort } from '../ports.ts';
import type {
  WireBackupCheck,
  WireBackupCounts,
  WireBackupMatrix,
  WireBackupOffice,
  WireBackupRepository,
  WireBackupRepositoryDetail,
  WireBackupSet,
  WireBackupSetDetail,
  WireBackups,
  WireSnapshot,
} from '../wire-backups.ts';
import { isoTime } from './element.ts';

const isoOrNull = (at: EpochMs | undefined): string | null => (at === undefined ? null : isoTime(at));
/** Snapshots of one set in one answer. */
const mostSnapshots = 400;

/** The city in one answer. */
export function wireBackups(backups: BackupsPort, city: City, now: EpochMs): WireBackups {
  const sets = backups.dataSets();
  const byDistrict = Map.groupBy(sets, ({ districtId }) => districtId);
  return {
    at: isoTime(now),
    city: wireCounts(countSets(sets)),
    districts: [...city.districts.values()].map(({ id, nameZh, nameEn }) => {
      return { id, nameZh, nameEn, ...wireCounts(countSets(byDistrict.get(id) ?? [])) };
    }),
    dataSets: sets.map((set) => wireSet(set, city)),
    repositories: backups.repositories().map((one) => wireRepository(backups, one)),
  };
}

function wireCounts({ coverage, ...rest }: BackupCounts): WireBackupCounts {
  return { ...rest, coverage: coverage ?? null };
}

export function wireSet(set: DataSetStanding, city: City): WireBackupSet {
  const { backupId, officeId, districtId, repositoryId, verdict, since, newest, ageMs, rule } = set;
  return {
    ...{ id: backupId, officeId, districtId, repositoryId, verdict },
    officeNameZh: city.offices.get(officeId)?.nameZh ?? officeId,
    since: isoTime(since),
    newestAt: isoOrNull(newest?.startedAt),
    ageSeconds: ageMs === undefined ? null : Math.round(ageMs / 1000),
    bytes: newest?.sourceBytes ?? null,
    rule: {
      ...{ copies: rule.copies, media: rule.media },
      offsite: rule.offsite ?? null,
      immutable: rule.immutable ?? null,
      errors: rule.errors ?? null,
    },
    proofLevel: set.proofLevel ?? null,
    lastProofAt: isoOrNull(set.lastProofAt),
    deciding: decidingOf(set.judgements),
  };
}

function otherOf({ identity, otherIdentity: other }: RepositoryMemory): WireBackupRepositoryDetail['otherIdentity'] {
  return other === undefined || other.was === identity ? null : { was: other.was, at: isoTime(other.at) };
}

/** Failures first, each by its severity; what decides nothing is left out. */
function decidingOf(judgements: readonly BackupJudgement[]): readonly string[] {
  const rank = ({ verdict, severity }: BackupJudgement): string => `${verdict === 'fail' ? 0 : 1}${severity}`;
  return judgements
    .filter(({ verdict, posture, severity }) => verdict !== 'pass' && posture !== true && severity !== 'P3')
    .toSorted((a, b) => (rank(a) < rank(b) ? -1 : 1))
    .map(({ checkId }) => checkId);
}

export function wireRepository(backups: BackupsPort, standing: RepositoryStanding): WireBackupRepository {
  const { repositoryId: id, verdict, since, reading, fullInDays, judgements } = standing;
  const settings = backups.described(id);
  const last = backups.memoryOf(id).space.at(-1);
  return {
    ...{ id, verdict, since: isoTime(since) },
    tool: settings?.tool ?? null,
    toolVersion: reading?.toolVersion ?? null,
    medium: settings?.medium ?? '',
    place: settings?.place ?? '',
    lookedAt: isoOrNull(reading?.finishedAt),
    listed: reading?.listed ?? false,
    looking: backups.looking(id),
    snapshots: reading?.listed === true ? reading.snapshots.length : null,
    dataSets: backups.dataSets().filter((set) => set.repositoryId === id).length,
    freeBytes: last?.freeBytes ?? null,
    totalBytes: last?.totalBytes ?? null,
    fullInDays: fullInDays === undefined ? null : { least: fullInDays.least, most: fullInDays.most ?? null },
    deciding: decidingOf(judgements),
  };
}

function wireCheck(judgement: BackupJudgement): WireBackupCheck {
  const { checkId: id, verdict, severity, trouble, posture, reason, observedAt, evidence } = judgement;
  return {
    ...{ id, verdict, severity, trouble, posture: posture === true, reason },
    title: message(`backups.${id}.title`),
    remedy: message(`backups.${id}.remedy`),
    observedAt: isoOrNull(observedAt),
    evidence: evidence.map(({ source, value, at }) => ({ source, value, at: isoTime(at) })),
  };
}

function wireSnapshot(snapshot: CatalogueSnapshot): WireSnapshot {
  const { id, tags, host, startedAt, endedAt, partial } = snapshot;
  return {
    ...{ id, tags, host, startedAt: isoTime(startedAt), endedAt: isoOrNull(endedAt), partial: partial === true },
    bytes: snapshot.sourceBytes ?? null,
    files: snapshot.files ?? null,
    filesNew: snapshot.filesNew ?? null,
    filesChanged: snapshot.filesChanged ?? null,
    addedBytes: snapshot.addedBytes ?? null,
    storedBytes: snapshot.storedBytes ?? null,
  };
}

export function wireSetDetail(
  backups: BackupsPort,
  set: DataSetStanding,
  city: City,
  now: EpochMs,
): WireBackupSetDetail {
  const { backupId, repositoryId, judgements } = set;
  const declared = city.backups.get(backupId);
  return {
    ...wireSet(set, city),
    at: isoTime(now),
    schedule: declared?.schedule ?? '',
    maxAgeSeconds: declared?.maxAgeSeconds ?? 0,
    retentionSeconds: declared?.retentionSeconds ?? 0,
    drill: declared?.drill ?? '',
    checks: judgements.map(wireCheck),
    snapshots: backups.snapshotsOf(backupId).slice(-mostSnapshots).toReversed().map(wireSnapshot),
    vanished: backups.seen.vanished(repositoryId, backupId).map(({ id, startedAt, firstSeenAt, goneAt = now }) => {
      return { id, startedAt: isoTime(startedAt), firstSeenAt: isoTime(firstSeenAt), goneAt: isoTime(goneAt) };
    }),
  };
}

export function wireRepositoryDetail(
  backups: BackupsPort,
  standing: RepositoryStanding,
  city: City,
  deps: { readonly now: EpochMs; readonly readAllDays: number },
): WireBackupRepositoryDetail {
  const { repositoryId: id, reading, judgements, orphans } = standing;
  const settings = backups.described(id);
  const memory = backups.memoryOf(id);
  return {
    ...wireRepository(backups, standing),
    at: isoTime(deps.now),
    location: settings?.location ?? null,
    identity: memory.identity ?? null,
    otherIdentity: otherOf(memory),
    encryption: reading?.encryption ?? null,
    immutable: reading?.immutable ?? (settings?.immutable === true ? true : null),
    copies: settings?.copies ?? [],
    checks: judgements.map(wireCheck),
    findings: (reading?.findings ?? []).map(({ reason, weight, text, said, snapshotId }) => {
      return { reason, weight, text, said, snapshotId: snapshotId ?? null };
    }),
    locks: (reading?.locks ?? []).map(({ at, host, pid, alive }) => {
      return { at: isoTime(at), host, pid, alive: alive ?? null };
    }),
    orphans: orphans.map(wireSnapshot),
    space: memory.space.map(({ at, freeBytes, totalBytes }) => ({ at: isoTime(at), freeBytes, totalBytes })),
    shareRead: dataRead(memory, deps.now - deps.readAllDays * 86_400_000).share,
    sets: backups.dataSets().flatMap((set) => (set.repositoryId === id ? [wireSet(set, city)] : [])),
  };
}

export function wireOffice(backups: BackupsPort, office: Office, city: City, now: EpochMs): WireBackupOffice {
  const sets = backups.dataSets().filter(({ officeId }) => officeId === office.id);
  return {
    ...{ id: office.id, at: isoTime(now), nameZh: office.nameZh, districtId: office.districtId },
    verdict: officeVerdict(sets),
    counts: wireCounts(countSets(sets)),
    dataSets: sets.map((set) => wireSet(set, city)),
  };
}

const letterOf: Readonly<Record<DayWord, string>> = {
  'backed-up': 'b',
  missed: 'm',
  'no-look': 'n',
  free: 'f',
  'not-declared': '-',
  pending: 'p',
};
const letters = Object.fromEntries(Object.entries(letterOf).map(([word, letter]) => [letter, word as DayWord]));

/** The last day of a matrix, and as many before it as it holds at most. */
export const longestMatrixDays = backupLimits.days;

export function wireMatrix(
  backups: BackupsPort,
  city: City,
  wish: { readonly from: string; readonly to: string; readonly districtId?: string | undefined; readonly now: EpochMs },
): WireBackupMatrix {
  const { from, to, rows } = backups.matrix(wish);
  return {
    ...{ at: isoTime(wish.now), from: isoDay(from), to: isoDay(to), letters },
    timeZone: backups.calendar().timeZone,
    rows: rows.map(({ backupId, words }) => {
      const { officeId = '', districtId = '' } = city.backups.get(backupId) ?? {};
      const officeNameZh = city.offices.get(officeId)?.nameZh ?? officeId;
      const days = words.map((word) => letterOf[word]).join('');
      return { dataSetId: backupId, officeId, officeNameZh, districtId, days };
    }),
  };
}
