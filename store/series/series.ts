import type { Clock } from '../../core/index.ts';
import type { OnDamage } from '../codec/chunk.ts';
import type { Driver } from '../driver.ts';
import type { Entities } from '../entities.ts';
import { limits } from '../limits.ts';
import type { Pending } from '../pending.ts';
import type { Retention } from '../retention.ts';
import type { SampleRow, SeriesAnswer, SeriesKind, SeriesQuery } from '../store.ts';
import { answer, checkQuery } from './answer.ts';
import { emptyPoints } from './points.ts';
import { answerQuery, planQuery } from './query.ts';
import { readEntity } from './reader.ts';
import { hourMs } from './tiers.ts';

/** The series side of the store: rows in, answers out. */
export interface Series {
  append(rows: readonly SampleRow[]): void;
  query(query: SeriesQuery): Promise<SeriesAnswer>;
  latest(kind: string, entityId: string): Promise<SampleRow | undefined>;
  /** Rows refused: unknown kind, no time, too old for the raw tier, too far ahead of the clock, a name that cannot be kept. */
  readonly refused: number;
}

export function openSeries(options: {
  readonly reader: Driver;
  readonly pending: Pending;
  readonly entities: Entities;
  readonly kinds: readonly SeriesKind[];
  readonly clock: Clock;
  readonly retention: Retention;
  readonly onDamage: OnDamage;
}): Series {
  const { reader, pending, entities, kinds, clock, retention, onDamage } = options;
  const widths = new Map(kinds.map(({ name, columns }) => [name, columns.length]));
  let refused = 0;
  const floors = () => ({ raw: clock.now() - retention.rawMs, fiveMinutes: clock.now() - retention.fiveMinuteMs });

  const appendOne = (row: SampleRow, oldest: number, newest: number): boolean => {
    const width = widths.get(row.kind);
    if (width === undefined || !(row.at >= oldest && row.at <= newest)) return false;
    const entity = entities.assign(row.kind, row.entityId);
    if (entity === undefined) return false;
    const values = Array.from({ length: width }, (_, index) => measured(row.values[index]));
    pending.rows.add([{ entity, at: Math.round(row.at), values }]);
    return true;
  };

  return {
    append(rows) {
      const now = clock.now();
      for (const row of rows) if (!appendOne(row, now - retention.rawMs, now + limits.maxAheadMs)) refused++;
    },

    async query(query) {
      const columns = checkQuery(kinds, query);
      const plan = planQuery(query, floors());
      const width = widths.get(query.kind) ?? 0;
      const entity = entities.find(query.kind, query.entityId);
      if (entity === undefined)
        return answer(emptyPoints(width), query, plan.stepMs, columns, plan.tier?.resolutionMs ?? 0);
      const queued = pending.rows.all().filter((row) => row.entity === entity);
      // Nothing lies outside of these, so nothing outside is looked for, however far the range reaches.
      const now = clock.now();
      const from = Math.max(query.from, now - retention.hourMs - limits.retentionMarginMs);
      const to = Math.min(query.to, now + limits.maxAheadMs + hourMs);
      return reader.transaction('DEFERRED', (statements) =>
        answerQuery(
          readEntity(statements, entity, width, queued, onDamage),
          query,
          { from, to },
          plan,
          columns,
          floors(),
        ),
      );
    },

    async latest(kind, entityId) {
      const entity = entities.find(kind, entityId);
      const width = widths.get(kind);
      if (entity === undefined || width === undefined) return undefined;
      const queued = pending.rows.all().filter((row) => row.entity === entity);
      return reader.transaction('DEFERRED', async (statements) => {
        const newest = clock.now() + limits.maxAheadMs + 1;
        const read = readEntity(statements, entity, width, queued, onDamage);
        // Most often the newest row is of the last hours; only a silent entity makes us look further back.
        for (const [from, to] of [
          [newest - 3 * hourMs, newest],
          [floors().raw, newest - 3 * hourMs],
        ] as const) {
          const points = await read.raw(Math.max(0, from), to);
          const at = points.at.at(-1);
          if (at === undefined) continue;
          const values = points.columns.slice(0, width).map(({ last }) => {
            const value = last.at(-1);
            return value === undefined || Number.isNaN(value) ? undefined : value;
          });
          return { kind, entityId, at, values };
        }
        return undefined;
      });
    },

    get refused() {
      return refused;
    },
  };
}

function measured(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) && Math.abs(value) <= limits.maxMagnitude ? value + 0 : null;
}
