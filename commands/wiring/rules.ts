/** Alert rules, running beside the built-in conditions: what they hear, and what is written down so that they can be about it. */
import { statfs } from 'node:fs/promises';
import {
  type AlertEngine,
  collectorSeries,
  createRuleWatch,
  loadRules,
  ownEntity,
  ownSeries,
  ownSeriesPeriodMs,
  type RuleVerdict,
  type RuleWatch,
  repositorySeries,
} from '../../alerts/index.ts';
import type { IsolationChange, PairChange, RepositoryStanding, StateChange, StateView } from '../../audit/index.ts';
import type { LightHub, ProfileBook, SchedulerStats } from '../../collector/index.ts';
import { type Cancel, type Clock, type Log, message, UserError } from '../../core/index.ts';
import type { Inventory } from '../../inventory/index.ts';
import type { SampleRow, Store } from '../../store/index.ts';
import type { BackupsStanding } from './backups.ts';

/** A store that tells of every row on its way into it. */
export function tapRows(store: Store): {
  readonly store: Store;
  onRows(listener: (rows: readonly SampleRow[]) => void): void;
} {
  const listeners: ((rows: readonly SampleRow[]) => void)[] = [];
  const append = (rows: readonly SampleRow[]): void => {
    store.append(rows);
    for (const listener of listeners) listener(rows);
  };
  return { store: { ...store, append }, onRows: (listener) => void listeners.push(listener) };
}

/** Where verdicts come from: as they stand, and each change. */
export interface VerdictSources {
  readonly isolation: Source<readonly IsolationChange[]>;
  readonly pairs: Source<readonly PairChange[]>;
  readonly backups: Source<BackupsStanding>;
}

interface Source<T> {
  standings(): T;
  subscribe(listener: (news: T) => void): unknown;
}

/** What Fangzhou itself, its collectors and its repositories tell of themselves. */
export interface OwnSources {
  readonly schedule: () => SchedulerStats;
  readonly collectors: () => ReturnType<LightHub['list']>;
  readonly repositories: () => readonly RepositoryStanding[];
}

export interface Rules extends RuleWatch {
  states(changes: readonly StateChange[]): void;
  hear(sources: VerdictSources): void;
  /** Begins to write down what rules may be about, each minute; gives the way to end. */
  sample(sources: OwnSources): Cancel;
}

/** @throws UserError when the rules have a mistake; `fangzhou check` lists all of them. */
export async function openRules(deps: {
  readonly inventory: () => Inventory;
  readonly profiles: ProfileBook;
  readonly states: StateView;
  readonly rows: Pick<ReturnType<typeof tapRows>, 'onRows'>;
  readonly store: Store;
  readonly alerts: Pick<AlertEngine, 'rulesJudged' | 'list'>;
  readonly clock: Clock;
  readonly log: Log;
}): Promise<Rules> {
  const { inventory, profiles, states, rows, store, alerts, clock, log } = deps;
  const read = await loadRules(inventory(), profiles);
  if (!read.ok) {
    const params = {
      count: read.mistakes.length,
      file: read.mistakes[0]?.file ?? '',
      line: read.mistakes[0]?.line ?? 0,
    };
    throw new UserError(message('cli.alerts.broken', params), message('cli.alerts.broken.check'));
  }
  const watch = createRuleWatch({
    ...{ inventory, store, clock, log, engine: alerts, book: read.value, profiles },
    peek: (kind, id) => states.peek(kind, id),
  });
  await watch.start();
  rows.onRows((some) => watch.samples(some));
  return {
    ...watch,
    get rules() {
      return watch.rules;
    },
    states(changes) {
      for (const { after } of changes) watch.state(after.kind, after.id, after.state);
    },
    hear({ isolation, pairs, backups }) {
      const tell = <T>(source: Source<T>, read: (news: T) => readonly RuleVerdict[]): void => {
        watch.verdicts(read(source.standings()));
        source.subscribe((news) => watch.verdicts(read(news)));
      };
      tell(isolation, ofPlaces);
      tell(pairs, ofPairs);
      tell(backups, ofBackups);
    },
    sample: (sources) => sampleOwn({ sources, store, clock, folder: () => inventory().settings.dataFolder }),
  };
}

function ofPlaces(changes: readonly IsolationChange[]): readonly RuleVerdict[] {
  return changes.flatMap((change): readonly RuleVerdict[] => {
    if (change.what !== 'check') return [];
    const { placeId, before, after } = change;
    const check = (after ?? before)?.checkId;
    // What does not apply any more is no trouble; what nobody offers is not known.
    const verdict = after?.verdict === 'not-offered' ? 'unknown' : (after?.verdict ?? 'pass');
    return check === undefined ? [] : [{ of: 'place', id: placeId, check, verdict }];
  });
}

function ofPairs(changes: readonly PairChange[]): readonly RuleVerdict[] {
  return changes.flatMap((change): readonly RuleVerdict[] => {
    if (change.what !== 'check') return [];
    const { pairId, checkId, after } = change;
    const verdict = after?.waiver === undefined ? (after?.verdict ?? 'pass') : 'waived';
    return [{ of: 'pair', id: pairId, check: checkId, verdict }];
  });
}

function ofBackups({ dataSets, repositories }: BackupsStanding): readonly RuleVerdict[] {
  return [...dataSets, ...repositories].flatMap(({ judgements }) =>
    judgements.map(({ about, checkId, verdict }) => ({ of: about.kind, id: about.id, check: checkId, verdict })),
  );
}

function sampleOwn(deps: {
  readonly sources: OwnSources;
  readonly store: Store;
  readonly clock: Clock;
  readonly folder: () => string;
}): Cancel {
  const { sources, store, clock, folder } = deps;
  let before = { overrun: sources.schedule().overrun, dropped: store.stats().rowsDropped };
  const readAt = new Map<string, number>();
  let cancel: Cancel = () => {};
  let ended = false;

  async function look(): Promise<void> {
    const disk = await statfs(folder()).catch(() => undefined);
    if (ended) return;
    const at = clock.now();
    const { lagMs, overrun } = sources.schedule();
    const { rowsPending, rowsDropped } = store.stats();
    const free = disk && disk.bavail * disk.bsize;
    const used = disk && disk.blocks > 0 ? 1 - disk.bavail / disk.blocks : undefined;
    const own = [
      lagMs / 1000,
      overrun - before.overrun,
      rowsPending,
      rowsDropped - before.dropped,
      process.memoryUsage.rss(),
      free,
      used,
    ];
    before = { overrun, dropped: rowsDropped };
    store.append([
      { kind: ownSeries.name, entityId: ownEntity, at, values: own },
      ...ofCollectors(at),
      ...ofRepositories(),
    ]);
    cancel = clock.after(ownSeriesPeriodMs, () => void look());
  }

  function ofCollectors(at: number): readonly SampleRow[] {
    return sources.collectors().flatMap(({ id, revokedAt, account }): readonly SampleRow[] => {
      if (revokedAt !== undefined || account === undefined) return [];
      const { seenAt, state, lost, clockOffMs } = account;
      const waiting = state.waitingSince === undefined ? 0 : Math.max(0, at - state.waitingSince) / 1000;
      return [
        {
          kind: collectorSeries.name,
          entityId: id,
          at,
          values: [Math.max(0, at - seenAt) / 1000, waiting, lost, clockOffMs / 1000],
        },
      ];
    });
  }

  /** A row for each look into a repository, at its time. */
  function ofRepositories(): readonly SampleRow[] {
    return sources.repositories().flatMap(({ repositoryId: id, reading }): readonly SampleRow[] => {
      const { space, finishedAt = 0 } = reading ?? {};
      if (space === undefined || readAt.get(id) === finishedAt) return [];
      readAt.set(id, finishedAt);
      const { freeBytes, totalBytes, repositoryBytes } = space;
      const used = totalBytes > 0 ? 1 - freeBytes / totalBytes : undefined;
      return [
        {
          kind: repositorySeries.name,
          entityId: id,
          at: finishedAt,
          values: [freeBytes, totalBytes, repositoryBytes, used],
        },
      ];
    });
  }

  cancel = clock.after(ownSeriesPeriodMs, () => void look());
  return () => {
    ended = true;
    cancel();
  };
}
