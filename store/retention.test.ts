import { expect, it } from 'vitest';
import { contractStart } from './contract.ts';
import { openDriver } from './driver.ts';
import { databaseFile } from './folder.ts';
import type { SeriesQuery, Store } from './store.ts';
import { trialRetention, withStore } from './trial.ts';

const hour = 3_600_000;
const day = 24 * hour;

const ask = (store: Store, from: number, to: number, stepMs: number, aggregate: SeriesQuery['aggregate'] = 'mean') =>
  store.query({ kind: 'interface', entityId: 'e0', columns: ['in'], from, to, stepMs, aggregate });
const shortLife = { rawMs: 2 * day, fiveMinuteMs: 6 * day, hourMs: 40 * day, eventMs: 10 * day };

it('keeps raw for hours, five minutes for days, hours for months, and the file stops growing', async () => {
  await withStore(
    async ({ store, clock, folder }) => {
      const sizes: number[] = [];
      for (let n = 0; n < 200; n++) {
        for (let quarter = 0; quarter < 24; quarter++) {
          const at = contractStart + n * 6 * hour + quarter * 900_000;
          store.append(
            Array.from({ length: 8 }, (_, e) => ({
              kind: 'interface',
              entityId: `e${e}`,
              at,
              values: [Math.sin(at * (e + 1)), 7],
            })),
          );
          clock.jump(900_000);
        }
        store.record({ journal: 'events', at: clock.now(), subject: 's', body: n });
        await store.flush();
        await store.maintain();
        if (n % 20 === 19) {
          const driver = await openDriver(databaseFile(folder), { busyTimeoutMs: 1_000 });
          const [row] = await driver.all('SELECT page_count AS n FROM pragma_page_count');
          sizes.push(Number(row?.n));
          await driver.close();
        }
      }
      const now = clock.now();
      const present = async (from: number, to: number, stepMs: number) => {
        const { columns, resolutionMs } = await ask(store, from, to, stepMs);
        return { share: (columns.in ?? []).filter((v) => v !== null).length / (columns.in?.length ?? 1), resolutionMs };
      };
      expect(await present(now - 2 * day, now, 900_000)).toEqual({ share: 1, resolutionMs: 300_000 });
      expect(await present(now - 6 * day, now - 5 * day, 900_000)).toEqual({ share: 1, resolutionMs: 300_000 });
      // The five-minute tier lives at least 2 days longer than the raw one, the hour tier 30 longer than that.
      expect(await present(now - 35 * day, now - 30 * day, 900_000)).toEqual({ share: 1, resolutionMs: 3_600_000 });
      expect((await ask(store, contractStart, contractStart + hour, hour)).columns.in).toEqual([null]);
      const events = await store.journal({ journal: 'events', limit: 1000 });
      expect(events.length).toBeGreaterThanOrEqual(40);
      expect(events.length).toBeLessThanOrEqual(41);
      // What comes pushes as much out, but for the hour tier, which is small.
      const grown = Math.max(...sizes.slice(-2)) / (sizes.at(-4) ?? 1);
      expect(grown, String(sizes)).toBeLessThan(1.25);
    },
    { retention: shortLife },
  );
}, 60_000);

it('raises the step where the asked one is finer than what is kept of that time', async () => {
  await withStore(async ({ store, clock }) => {
    store.append(
      [0, 1, 2].map((n) => ({ kind: 'interface', entityId: 'e0', at: contractStart + n * 60_000, values: [n] })),
    );
    await store.flush();
    clock.jump(3 * day);
    await store.maintain();
    const answer = await ask(store, contractStart, contractStart + 600_000, 60_000);
    expect(answer).toEqual({
      at: [contractStart, contractStart + 300_000],
      columns: { in: [1, null] },
      resolutionMs: 300_000,
    });
  });
});

it('refuses rows older than the raw retention and counts them', async () => {
  await withStore(async ({ store, clock }) => {
    clock.jump(3 * day);
    store.append([{ kind: 'interface', entityId: 'e0', at: contractStart, values: [1] }]);
    expect(store.stats().rowsDropped).toBe(1);
  });
});

it('cuts both ends of a range exactly although the tier is coarser', async () => {
  await withStore(async ({ store, clock }) => {
    clock.jump(5 * hour);
    const rows = Array.from({ length: 300 }, (_, n) => ({
      kind: 'interface',
      entityId: 'e0',
      at: contractStart + n * 60_000,
      values: [n],
    }));
    store.append(rows);
    await store.flush();
    await store.maintain();
    const answer = await ask(store, contractStart + 30 * 60_000, contractStart + 150 * 60_000, hour, 'min');
    expect(answer.columns.in).toEqual([30, 60, 120]);
    const greatest = await ask(store, contractStart + 30 * 60_000, contractStart + 150 * 60_000, hour, 'max');
    expect(greatest.columns.in?.[2]).toBe(149);
  });
});

it('answers a range of all time without reading for all time', async () => {
  await withStore(async ({ store }) => {
    const answer = await ask(store, 0, 8.64e15, 8.64e14);
    expect(answer.at).toHaveLength(10);
    expect(trialRetention.hourMs).toBeLessThan(8.64e14);
  });
});

it('keeps the newest entries of each subject in a journal that is bounded, and every entry of the others', async () => {
  const journals = { messages: { keptMs: 5 * day, perSubject: 100 } };
  await withStore(
    async ({ store, clock }) => {
      const record = (journal: string, subject: string, body: number) =>
        store.record({ journal, at: clock.now(), subject, body });
      record('messages', 'old', 1);
      clock.jump(6 * day);
      for (let n = 0; n < 1_200; n++) {
        record('messages', 'busy', n);
        record('states', 'busy', n);
        if (n < 100) record('messages', 'quiet', n);
      }
      await store.flush();
      await store.maintain();
      const kept = async (journal: string, subject: string) =>
        (await store.journal({ journal, subject, limit: 1_000 })).map(({ body }) => body);
      expect(await kept('messages', 'old')).toEqual([]);
      expect(await kept('messages', 'quiet')).toHaveLength(100);
      expect(await kept('messages', 'busy')).toEqual(Array.from({ length: 100 }, (_, n) => 1_199 - n));
      expect(await kept('states', 'busy')).toHaveLength(1_000);
    },
    { retention: { ...shortLife, journals } },
  );
});
