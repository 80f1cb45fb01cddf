import { figureSeries, isolationSeries, probeSeries } from '../../audit/index.ts';
import { deviceMetrics, interfaceMetrics, type ProfileBook } from '../../collector/index.ts';
import type { Settings } from '../../inventory/index.ts';
import type { SubjectKind } from './model.ts';
import { collectorSeries, ownSeries, ownSeriesPeriodMs, repositorySeries } from './own-series.ts';
import { isRuleUnit, type RuleUnit } from './units.ts';

/** One series that rules may name: `device.cpuRatio`, `profile.temperature`, `probe.login`. */
export interface SeriesInfo {
  readonly name: string;
  /** Of the store. */
  readonly kind: string;
  readonly column: string;
  readonly index: number;
  /** What its values are kept in. */
  readonly unit: RuleUnit;
  readonly of: SubjectKind;
  /** What a value can be at least and at most. */
  readonly least: number;
  readonly most: number;
}

/** Every series by its name; `mixed` are those whose values are in different units at different makers. */
export interface Vocabulary {
  readonly series: ReadonlyMap<string, SeriesInfo>;
  readonly mixed: ReadonlySet<string>;
}

const infinite = Number.POSITIVE_INFINITY;
type Column = readonly [unit: RuleUnit, most?: number, least?: number];

/** Units by column; the order and the names are those of the rooms that write them, and a test holds both together. */
const columns: Readonly<
  Record<string, { readonly of: SubjectKind; readonly columns: Readonly<Record<string, Column>> }>
> = {
  interface: {
    of: 'interface',
    columns: Object.fromEntries(
      interfaceMetrics.map((name): [string, Column] => [
        name,
        [name.includes('Bits') ? 'bit-per-second' : 'per-second'],
      ]),
    ),
  },
  device: {
    of: 'device',
    columns: {
      answered: ['count', 1],
      pollSeconds: ['second'],
      upTimeSeconds: ['second'],
      cpuRatio: ['ratio', 1],
      memoryUsedRatio: ['ratio', 1],
      loadAverage1: ['count'],
      storageUsedRatioMax: ['ratio', 1],
    },
  },
  probe: {
    of: 'probe',
    columns: Object.fromEntries(
      probeSeries.columns.map((name): [string, Column] => [name, name === 'outcome' ? ['count', 9] : ['ms']]),
    ),
  },
  figure: { of: 'figure', columns: { value: ['count', infinite, -infinite] } },
  isolation: {
    of: 'place',
    columns: {
      isolated: ['ratio', 1],
      violated: ['ratio', 1],
      coverage: ['ratio', 1],
      gapSeconds: ['second'],
      ageSeconds: ['second'],
    },
  },
  repository: {
    of: 'repository',
    columns: {
      freeBytes: ['byte'],
      totalBytes: ['byte'],
      repositoryBytes: ['byte'],
      usedRatio: ['ratio', 1],
    },
  },
  collector: {
    of: 'collector',
    columns: {
      silentSeconds: ['second'],
      waitingSeconds: ['second'],
      lost: ['count'],
      clockOffSeconds: ['second', infinite, -infinite],
    },
  },
  own: {
    of: 'own',
    columns: {
      pollLagSeconds: ['second'],
      pollsOverrun: ['count'],
      rowsWaiting: ['count'],
      rowsDropped: ['count'],
      memoryBytes: ['byte'],
      diskFreeBytes: ['byte'],
      diskUsedRatio: ['ratio', 1],
    },
  },
};

/** The columns of each kind of the store, in its order. */
export const storedColumns: Readonly<Record<string, readonly string[]>> = {
  interface: interfaceMetrics,
  device: deviceMetrics,
  probe: probeSeries.columns,
  figure: figureSeries.columns,
  isolation: isolationSeries.columns,
  repository: repositorySeries.columns,
  collector: collectorSeries.columns,
  own: ownSeries.columns,
};

/** What rules may be about: the fixed series, and every number of makers' private tables as `profile.<metric>`. */
export function vocabularyOf({ profiles }: Pick<ProfileBook, 'profiles'>): Vocabulary {
  const series = new Map<string, SeriesInfo>();
  for (const [kind, names] of Object.entries(storedColumns)) {
    const known = columns[kind];
    for (const [index, column] of names.entries()) {
      const [unit, most = infinite, least = 0] = known?.columns[column] ?? [];
      if (known === undefined || unit === undefined) continue;
      const name = `${kind}.${column}`;
      series.set(name, { ...{ name, kind, column, index, unit, least, most }, of: known.of });
    }
  }
  const mixed = new Set<string>();
  for (const { name: metric, type, unit, min, max } of profiles.flatMap((profile) => profile.metrics)) {
    if (type !== 'number' || unit === undefined || !isRuleUnit(unit)) continue;
    const name = `profile.${metric}`;
    const before = series.get(name);
    if (before !== undefined && before.unit !== unit) mixed.add(name);
    const least = Math.min(min, before?.least ?? infinite);
    const most = Math.max(max, before?.most ?? -infinite);
    series.set(name, { ...{ name, kind: 'profile', column: 'value', index: 0, unit, least, most }, of: 'device' });
  }
  return { series, mixed };
}

/** The series of an entity's column; of a private table the metric stands in the entity: `<device>/<metric>/<row>`. */
export function seriesName(kind: string, entityId: string, column: string): string {
  return kind === 'profile' ? `profile.${entityId.split('/')[1] ?? ''}` : `${kind}.${column}`;
}

/** So long after its last value a series of a kind tells nothing: three of its periods, as states have it. */
export function staleAfterMs(kind: string, settings: Pick<Settings, 'polling' | 'services' | 'backups'>): number {
  const { polling, services, backups } = settings;
  const longest = (all: readonly { readonly periodSeconds: number }[]) =>
    all.reduce((most, { periodSeconds }) => Math.max(most, periodSeconds), 60);
  const periods: Readonly<Record<string, number>> = {
    interface: polling.periodSeconds,
    device: polling.periodSeconds,
    profile: polling.profilePeriodSeconds,
    probe: longest(services.probes),
    figure: longest(services.figures),
    repository: backups.periodSeconds,
  };
  return 3 * Math.max(periods[kind] ?? ownSeriesPeriodMs / 1000, 1) * 1000;
}
