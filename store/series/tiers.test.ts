import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contractStart } from '../contract.ts';
import type { Aggregate, SampleRow, Store } from '../store.ts';
import { trialRetention, withStore } from '../trial.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const aggregates: readonly Aggregate[] = ['mean', 'min', 'max', 'last'];

/** What a query should answer, computed from all rows without any tier. */
function direct(rows: readonly SampleRow[], from: number, to: number, stepMs: number, aggregate: Aggregate) {
  const byTime = new Map(rows.map((row) => [row.at, row.values[0]]));
  const at = Array.from(
    { length: Math.ceil(to / stepMs) - Math.floor(from / stepMs) },
    (_, n) => (Math.floor(from / stepMs) + n) * stepMs,
  );
  return at.map((start) => {
    const values = [...byTime]
      .filter(([time]) => time >= Math.max(from, start) && time < Math.min(to, start + stepMs))
      .sort(([a], [b]) => a - b)
      .flatMap(([, value]) => (value === undefined ? [] : [value]));
    if (values.length === 0) return null;
    if (aggregate === 'mean') return values.reduce((a, b) => a + b, 0) / values.length;
    if (aggregate === 'last') return values.at(-1) ?? null;
    return aggregate === 'min' ? Math.min(...values) : Math.max(...values);
  });
}

async function compare(store: Store, rows: readonly SampleRow[], from: number, to: number, stepMs: number) {
  for (const aggregate of aggregates) {
    const answer = await store.query({
      kind: 'interface',
      entityId: 'e',
      columns: ['in'],
      from,
      to,
      stepMs,
      aggregate,
    });
    const expected = direct(rows, from, to, stepMs, aggregate);
    expect(answer.columns.in?.length).toBe(expected.length);
    answer.columns.in?.forEach((value, index) => {
      const exact = expected[index] ?? null;
      const where = `${aggregate} at ${index} of step ${stepMs}: ${value} for ${exact}`;
      if (exact === null || value === null) expect(value, where).toBe(exact);
      // Two roundings of 0.4 % on the way from raw to hours.
      else expect(Math.abs(value - exact), where).toBeLessThanOrEqual(0.0081 * exact + 1e-300);
    });
  }
}

/** So that the whole range stays in reach of the raw tier, and no step is raised. */
const longRaw = { retention: { ...trialRetention, rawMs: 4 * day } };

describe('the tiers', () => {
  it('answer the same as all rows together do, whatever has been rolled up, late rows included', async () => {
    const sample = fc.record({
      minutes: fc.integer({ min: 0, max: 40 * 60 }),
      value: fc.option(fc.double({ min: 0, max: 1000, noNaN: true }), { nil: undefined }),
      // Arrives this many minutes after its time.
      late: fc.oneof(
        { weight: 6, arbitrary: fc.constant(0) },
        { weight: 1, arbitrary: fc.integer({ min: 1, max: 30 * 60 }) },
      ),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(sample, { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 1, max: 400 }),
        async (samples, gapMinutes) => {
          await withStore(async ({ store, clock }) => {
            const arrivals = samples
              .map(({ minutes, value, late }) => ({
                at: contractStart + minutes * minute,
                arrival: contractStart + (minutes + late) * minute,
                value,
              }))
              .sort((a, b) => a.arrival - b.arrival);
            const rows: SampleRow[] = [];
            let sinceMaintenance = 0;
            for (const { at, arrival, value } of arrivals) {
              // Only every few hours: the clock's own timers (every 5 s) would take too long to play.
              const step = Math.max(0, arrival - clock.now());
              sinceMaintenance += step;
              clock.jump(step);
              const row = { kind: 'interface', entityId: 'e', at, values: [value] };
              rows.push(row);
              store.append([row]);
              if (sinceMaintenance > gapMinutes * minute) {
                sinceMaintenance = 0;
                await store.flush();
                await store.maintain();
              }
            }
            const [from, to] = [contractStart + 7 * minute, contractStart + 41 * hour - 11 * minute];
            await compare(store, rows, from, to, hour);
            await store.flush();
            for (const step of [5 * minute, 7 * minute, hour, day]) await compare(store, rows, from, to, step);
            await store.maintain();
            for (const step of [5 * minute, hour, day]) await compare(store, rows, from, to, step);
          }, longRaw);
        },
      ),
      { numRuns: 20 },
    );
  }, 90_000);
});
