import type { CatalogueReading, CatalogueSnapshot } from '../../collector/index.ts';
import type { Clock, EpochMs } from '../../core/index.ts';
import type { Backup, BackupsSettings, City } from '../../inventory/index.ts';
import type { NewRecord } from '../../ledger/index.ts';
import type { Actor } from '../approval/model.ts';
import { type BackupCalendar, createCalendar } from './calendar.ts';
import { dataSetChecks, repositoryChecks } from './catalogue.ts';
import { createChangeFinder, type ToldVerdicts } from './changes.ts';
import { ruleOf } from './checks/copies.ts';
import { rpoMsOf } from './checks/coverage.ts';
import { isGood, type SetDays, withRuns } from './days.ts';
import { backupLimits } from './limits.ts';
import { createMatcher, type Matcher } from './matching.ts';
import { acceptIdentity, noMemory, type RepositoryMemory, remember } from './memory.ts';
import type {
  BackupChange,
  BackupJudgement,
  DataSetScene,
  DataSetStanding,
  Elsewhere,
  RepositoryScene,
  RepositoryStanding,
  RestoreProof,
} from './model.ts';
import { acceptedRecord } from './records.ts';
import { createSeenBook, type SeenBook, type SeenChanges } from './seen.ts';
import { isWhole, type Sorted, sortSnapshots } from './sorted.ts';
import { forecastOf } from './space.ts';
import { decides, judgeBy, levelOf, verdictOf, worstOf } from './verdict.ts';

/** What other rooms may ask of backups without changing anything. */
export interface BackupView {
  /** In the order of backups.csv. */
  dataSets(): readonly DataSetStanding[];
  dataSet(id: string): DataSetStanding | undefined;
  /** Those of fangzhou.yaml first, then those that backups.csv alone names. */
  repositories(): readonly RepositoryStanding[];
  repository(id: string): RepositoryStanding | undefined;
  /** Snapshots of a set in its own repository as last listed, oldest first. */
  snapshotsOf(backupId: string): readonly CatalogueSnapshot[];
  /** Days of a set, and the looks into its repository, for the heat map. */
  daysOf(backupId: string): { readonly days: SetDays; readonly looks: readonly EpochMs[] } | undefined;
  calendar(): BackupCalendar;
}

/** Readings in, verdicts of every data set and repository out. Synchronous; never throws on any reading. */
export interface BackupEngine extends BackupView {
  readonly seen: SeenBook;
  observe(reading: CatalogueReading): {
    readonly changes: readonly BackupChange[];
    readonly seen: SeenChanges | undefined;
  };
  /**
   * A person's word that a repository was made anew on purpose: BA-18 passes from this identity on, and what went away with the other one
   * is no longer missed. Undefined where it is the one that it was.
   */
  accept(
    repositoryId: string,
    word: { readonly by: Actor; readonly reason: string },
  ): { readonly changes: readonly BackupChange[]; readonly record: NewRecord } | undefined;
  /** Lets ages grow; call it every second or so. */
  tick(): readonly BackupChange[];
  /** Goes on with changed settings or another city. */
  apply(): readonly BackupChange[];
  /** What was kept of a former run. Call before observing. */
  restore(kept: KeptBackups): void;
  memoryOf(repositoryId: string): RepositoryMemory;
  told(): ToldVerdicts;
}

export interface KeptBackups {
  readonly memories: ReadonlyMap<string, RepositoryMemory>;
  readonly days: ReadonlyMap<string, SetDays>;
  readonly told: ToldVerdicts;
}

export interface BackupDeps {
  /** Read at every use, for they change with a reload. */
  readonly city: () => City;
  readonly settings: () => BackupsSettings;
  readonly timeZone: () => string;
  readonly clock: Clock;
  /** The last restore that was tried of a set. */
  readonly proof?: ((backupId: string) => RestoreProof | undefined) | undefined;
  /** PostgreSQL system identifier of the pair that a repository backs up. */
  readonly liveIdentity?: ((repositoryId: string) => string | undefined) | undefined;
  /** A check that throws proves nothing; somebody should know. */
  readonly onBroken?: ((checkId: string, id: string, thrown: unknown) => void) | undefined;
}

export function createBackupEngine(deps: BackupDeps): BackupEngine {
  const { city, settings, clock, proof, liveIdentity, onBroken } = deps;
  const seen = createSeenBook();
  const finder = createChangeFinder();
  const newest = new Map<string, CatalogueReading>();
  const listed = new Map<string, Sorted>();
  const memories = new Map<string, RepositoryMemory>();
  const days = new Map<string, SetDays>();
  const sets = new Map<string, DataSetStanding>();
  const stores = new Map<string, RepositoryStanding>();
  let calendar = createCalendar(deps.timeZone(), settings());
  let matcher: Matcher;
  let repositoryIds: readonly string[];
  let judgedAt = clock.now();
  learn();

  function learn(): void {
    const { backups } = city();
    calendar = createCalendar(deps.timeZone(), settings());
    matcher = createMatcher(backups.values(), (id) => settings().dataSets.get(id));
    const named = [...backups.values()].map(({ repository }) => repository);
    repositoryIds = [...new Set([...settings().repositories.keys(), ...named])];
    for (const id of backups.keys()) if (!days.has(id)) days.set(id, { declaredAt: clock.now(), runs: new Map() });
    const keep = (map: Map<string, unknown>, ids: ReadonlySet<string>): void => {
      for (const id of map.keys()) if (!ids.has(id)) map.delete(id);
    };
    for (const map of [days, sets]) keep(map, new Set(backups.keys()));
    for (const map of [newest, listed, memories, stores]) keep(map, new Set(repositoryIds));
    finder.retain(
      new Set([...backups.keys()].map((id) => `data-set ${id}`).concat(repositoryIds.map((id) => `repository ${id}`))),
    );
  }

  const memoryOf = (id: string): RepositoryMemory => memories.get(id) ?? noMemory;
  /** The list of a repository while it is young enough to tell what is missing from it. */
  const listOf = (id: string): Sorted | undefined => {
    const found = listed.get(id);
    return found !== undefined && clock.now() - found.reading.finishedAt <= trustedMs(id) ? found : undefined;
  };
  const trustedMs = (id: string): number => {
    const ms = backupLimits.stalePeriods * settings().periodSeconds * 1000;
    return newest.get(id)?.listed === true ? Math.max(ms, backupLimits.leastStaleMs) : ms;
  };
  const homeOf = (backupId: string): string | undefined => city().backups.get(backupId)?.repository;
  const copiesOf = (repositoryId: string): readonly string[] => settings().repositories.get(repositoryId)?.copies ?? [];

  /** What lies in the wrong place may be tidied away: nobody is missed there. */
  function keptSetOf(backupId: string | undefined, repositoryId: string): string {
    const home = homeOf(backupId ?? '');
    const isKept = home !== undefined && (home === repositoryId || copiesOf(home).includes(repositoryId));
    return isKept && backupId !== undefined ? backupId : '';
  }

  function sceneOf(repositoryId: string) {
    return {
      settings: settings(),
      calendar,
      now: clock.now(),
      listed: listOf(repositoryId)?.reading,
      repository: settings().repositories.get(repositoryId),
      memory: memoryOf(repositoryId),
    };
  }

  function setScene(backup: Backup): DataSetScene {
    const { id, repository } = backup;
    const copyIds = copiesOf(repository);
    const elsewhere = repositoryIds.flatMap((other): Elsewhere[] => {
      const last = other === repository ? undefined : listOf(other)?.bySet.get(id)?.findLast(isGood);
      return last === undefined ? [] : [{ repositoryId: other, isCopy: copyIds.includes(other), newest: last }];
    });
    return {
      ...sceneOf(repository),
      backup,
      own: settings().dataSets.get(id),
      snapshots: listOf(repository)?.bySet.get(id) ?? [],
      elsewhere,
      declaredAt: days.get(id)?.declaredAt ?? clock.now(),
      everSeen: seen.everSeen(repository, id),
      vanished: seen.vanished(repository, id),
      proof: proof?.(id),
      copies: copyIds.flatMap((other) => {
        const described = settings().repositories.get(other);
        if (described === undefined) return [];
        const found = listOf(other);
        return [{ repository: described, listed: found?.reading, newest: found?.bySet.get(id)?.findLast(isGood) }];
      }),
    };
  }

  function repositoryScene(id: string, scenes: readonly DataSetScene[]): RepositoryScene {
    const silent = scenes.flatMap((scene) => {
      const last = scene.snapshots.at(-1);
      const isSilent = last !== undefined && calendar.workingMs(last.startedAt, clock.now()) > rpoMsOf(scene);
      return isSilent ? [{ backupId: scene.backup.id, host: last.host, lastAt: last.startedAt }] : [];
    });
    const orphans = listOf(id)?.orphans ?? [];
    const vanished = seen.vanished(id);
    return { ...sceneOf(id), id, reading: newest.get(id), orphans, silent, vanished, liveIdentity: liveIdentity?.(id) };
  }

  function judgeAll(): readonly BackupChange[] {
    const now = clock.now();
    judgedAt = now;
    const changes: BackupChange[] = [];
    const scenes = Map.groupBy([...city().backups.values()].map(setScene), ({ backup }) => backup.repository);
    for (const id of repositoryIds) {
      const about = { kind: 'repository', id } as const;
      const ofRepository = scenes.get(id) ?? [];
      const scene = repositoryScene(id, ofRepository);
      const judgements = judgeBy(repositoryChecks, scene, about, onBroken);
      const verdict = worstOf(judgements.filter(decides).map((each) => each.verdict));
      const told = finder.compare(about, verdict, judgements, now, newest.has(id));
      changes.push(...told.changes);
      const { reading } = scene;
      const fullInDays = forecastOf(scene.memory.space, calendar, now);
      stores.set(id, {
        ...{ repositoryId: id, verdict, since: told.since, judgements },
        ...(reading === undefined ? {} : { reading }),
        ...(fullInDays === undefined ? {} : { fullInDays }),
        orphans: scene.orphans.slice(0, backupLimits.orphans),
      });
      for (const each of ofRepository) changes.push(...judgeSet(each, judgements));
    }
    return changes;
  }

  function judgeSet(scene: DataSetScene, ofRepository: readonly BackupJudgement[]): readonly BackupChange[] {
    const { backup, snapshots, now, proof: proven } = scene;
    const about = { kind: 'data-set', id: backup.id } as const;
    const judgements = judgeBy(dataSetChecks, scene, about, onBroken);
    const verdict = verdictOf(judgements, ofRepository);
    const told = finder.compare(about, verdict, judgements, now, newest.has(backup.repository));
    const last = snapshots.at(-1);
    const intact = [...judgements, ...ofRepository].filter(({ checkId }) => checkId === 'BA-14' || checkId === 'BA-15');
    const isChecked = intact.some(({ verdict: word }) => word !== 'unknown');
    const errors = isChecked
      ? intact.filter(({ trouble, verdict: word }) => trouble === 'damaged' && word === 'fail').length
      : undefined;
    sets.set(backup.id, {
      backupId: backup.id,
      officeId: backup.officeId,
      districtId: backup.districtId,
      repositoryId: backup.repository,
      ...{ verdict, since: told.since, judgements },
      ...(last === undefined ? {} : { newest: last, ageMs: Math.max(0, now - last.startedAt) }),
      rule: ruleOf(scene, errors),
      ...(proven === undefined ? {} : { lastProofAt: proven.at }),
      proofLevel: proven?.ok === true ? proven.level : levelOf(scene, ofRepository),
    });
    return told.changes;
  }

  judgeAll();

  return {
    seen,
    memoryOf,
    told: () => finder.told(),
    calendar: () => calendar,
    dataSets: () => [...city().backups.keys()].flatMap((id) => sets.get(id) ?? []),
    dataSet: (id) => sets.get(id),
    repositories: () => repositoryIds.flatMap((id) => stores.get(id) ?? []),
    repository: (id) => stores.get(id),
    snapshotsOf: (id) => listed.get(homeOf(id) ?? '')?.bySet.get(id) ?? [],
    daysOf(id) {
      const known = days.get(id);
      return known === undefined ? undefined : { days: known, looks: memoryOf(homeOf(id) ?? '').looks };
    },
    observe(told) {
      const reading = isWhole(told) ? told : { ...told, listed: false };
      const { repositoryId: id } = reading;
      const before = newest.get(id);
      // Of a repository that nobody knows any more, or from before the newest: a late answer.
      if (!repositoryIds.includes(id) || (before !== undefined && before.finishedAt > reading.finishedAt))
        return { changes: [], seen: undefined };
      newest.set(id, reading);
      memories.set(id, remember(memoryOf(id), reading, { calendar, readAllDays: settings().readAllDays }));
      let seenNow: SeenChanges | undefined;
      if (reading.listed) {
        const sorted = sortSnapshots(reading, matcher, clock.now());
        listed.set(id, sorted);
        seenNow = seen.take(id, reading.snapshots, {
          setOf: (snapshot) => keptSetOf(matcher.setOf(snapshot), id),
          retentionMs: (backupId) => (city().backups.get(backupId)?.retentionSeconds ?? 0) * 1000,
          calendar,
          now: clock.now(),
        });
        for (const [backupId, snapshots] of sorted.bySet) {
          const known = days.get(backupId);
          if (known !== undefined && homeOf(backupId) === id) days.set(backupId, withRuns(known, snapshots, calendar));
        }
      }
      return { changes: judgeAll(), seen: seenNow };
    },
    accept(id, word) {
      const before = memoryOf(id);
      const after = acceptIdentity(before, { ...word, at: clock.now() });
      if (after === undefined || before.otherIdentity === undefined) return undefined;
      memories.set(id, after);
      const forgiven = seen.forgive(id, before.otherIdentity.at);
      return { changes: judgeAll(), record: acceptedRecord(id, after.accepted, forgiven) };
    },
    tick: () => (Math.abs(clock.now() - judgedAt) < backupLimits.judgeAgainMs ? [] : judgeAll()),
    apply() {
      learn();
      for (const [id, { reading }] of listed) listed.set(id, sortSnapshots(reading, matcher, clock.now()));
      return judgeAll();
    },
    restore(kept) {
      for (const [id, memory] of kept.memories) if (repositoryIds.includes(id)) memories.set(id, memory);
      for (const [id, known] of kept.days) if (city().backups.has(id)) days.set(id, known);
      finder.restore(kept.told);
      judgeAll();
    },
  };
}
