import type { CatalogueReading, CatalogueSnapshot } from '../../collector/index.ts';
import { FakeClock } from '../../core/clock.fake.ts';
import {
  type Backup,
  type BackupsSettings,
  backupsDefaults,
  type City,
  type DataSetSettings,
  type RepositorySettings,
} from '../../inventory/index.ts';
import { type BackupDeps, createBackupEngine } from './engine.ts';
import type { BackupChange, BackupVerdict } from './model.ts';

export const hour = 3_600_000;
export const day = 24 * hour;
/** A Monday, 10:00 in Shanghai. */
export const start = Date.UTC(2026, 0, 5, 2);

export function fakeBackup(id: string, more: Partial<Backup> = {}): Backup {
  return {
    ...{ id, officeId: `office-${id}`, districtId: 'd1', repository: 'r1', schedule: 'daily' },
    ...{ maxAgeSeconds: 26 * 3600, retentionSeconds: 30 * 86_400, drill: '' },
    ...more,
  };
}

export function fakeRepository(id: string, more: Partial<RepositorySettings> = {}): RepositorySettings {
  return {
    ...{ id, tool: 'manifest', access: { by: 'path' }, location: `/srv/${id}`, password: undefined, sql: undefined },
    ...{ immutable: false, medium: 'disk', place: 'd1-dc', copies: [] },
    ...more,
  };
}

export function fakeDataSet(backupId: string, more: Partial<DataSetSettings> = {}): DataSetSettings {
  return {
    ...{ backupId, tag: undefined, host: undefined, paths: [], rpoSeconds: undefined, rtoSeconds: undefined },
    ...{ leastBytes: 1, proof: { kind: 'manifest', file: undefined } },
    ...more,
  };
}

/** A run of a set as any tool would tell it; ids are of set and time. */
export function fakeSnapshot(tag: string, startedAt: number, more: Partial<CatalogueSnapshot> = {}): CatalogueSnapshot {
  const wobble = (Math.floor(startedAt / hour) * 7919) % 100;
  return {
    id: `${tag}@${startedAt}`,
    ...{ tags: [tag], host: `${tag}-host`, paths: ['/srv'], startedAt, endedAt: startedAt + 60_000 },
    ...{ sourceBytes: 1_000_000 + wobble * 100, files: 200, filesNew: 1, filesChanged: 3, filesUnmodified: 196 },
    ...{ addedBytes: 40_000 + wobble, storedBytes: 10_000 + wobble },
    ...more,
  };
}

/** Runs at 01:30 in Shanghai of the last `count` days before a time. */
export function nightly(
  tag: string,
  until: number,
  count: number,
  more: (index: number) => Partial<CatalogueSnapshot> = () => ({}),
): readonly CatalogueSnapshot[] {
  const last = Math.floor((until + 8 * hour - 1.5 * hour) / day) * day - 8 * hour + 1.5 * hour;
  return Array.from({ length: count }, (_, index) => fakeSnapshot(tag, last - (count - 1 - index) * day, more(index)));
}

/** An engine over a city of data sets, told by hand. */
export function stageBackups(
  options: {
    readonly backups?: readonly Backup[];
    readonly settings?: Partial<BackupsSettings>;
    readonly repositories?: readonly RepositorySettings[];
    readonly dataSets?: readonly DataSetSettings[];
    readonly clock?: FakeClock;
    readonly timeZone?: string;
  } & Pick<Partial<BackupDeps>, 'proof' | 'liveIdentity'> = {},
) {
  const clock = options.clock ?? new FakeClock(start);
  const byId = <T extends object>(list: readonly T[], idOf: (one: T) => string) =>
    new Map(list.map((one) => [idOf(one), one]));
  const things = {
    backups: options.backups ?? [fakeBackup('a'), fakeBackup('b')],
    settings: {
      ...backupsDefaults,
      repositories: byId(options.repositories ?? [fakeRepository('r1')], ({ id }) => id),
      dataSets: byId(options.dataSets ?? [], ({ backupId }) => backupId),
      ...options.settings,
    } as BackupsSettings,
  };
  const city = (): City => ({ backups: byId(things.backups, ({ id }) => id) }) as Partial<City> as City;
  const { proof, liveIdentity } = options;
  const engine = createBackupEngine({
    ...{ city, clock, proof, liveIdentity },
    settings: () => things.settings,
    timeZone: () => options.timeZone ?? 'Asia/Shanghai',
  });
  const reading = (
    snapshots: readonly CatalogueSnapshot[],
    more: Partial<CatalogueReading> = {},
  ): CatalogueReading => ({
    ...{ repositoryId: 'r1', tool: 'manifest', startedAt: clock.now(), finishedAt: clock.now(), listed: true },
    ...{ snapshots, findings: [], locks: [] },
    checks: [{ kind: 'data', share: 1, at: clock.now(), ok: true }],
    ...more,
  });
  return {
    ...{ engine, clock, things, city, reading },
    tell: (snapshots: readonly CatalogueSnapshot[], more: Partial<CatalogueReading> = {}): readonly BackupChange[] =>
      engine.observe(reading(snapshots, more)).changes,
    verdict: (id: string): BackupVerdict | undefined => engine.dataSet(id)?.verdict,
    /** `fail BA-05.old`: how a check of a set or a repository stands. */
    check(id: string, checkId: string): string | undefined {
      const judgements = (engine.dataSet(id) ?? engine.repository(id))?.judgements ?? [];
      const found = judgements.find((each) => each.checkId === checkId);
      return found === undefined ? undefined : `${found.verdict} ${found.reason.key.replace('backups.', '')}`;
    },
  };
}
