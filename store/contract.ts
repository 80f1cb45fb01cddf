import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../core/index.ts';
import type { SampleRow, SeriesKind, SeriesQuery, Store } from './store.ts';

export const contractKinds: readonly SeriesKind[] = [
  { name: 'interface', columns: ['in', 'out'] },
  { name: 'device', columns: ['answered', 'upTime', 'cpu'] },
];

/** Monday 2026-01-05 08:00 UTC: the start of an hour. */
export const contractStart = Date.UTC(2026, 0, 5, 8);

export interface StoreUnderTest {
  readonly store: Store;
  /** Moves the store's clock. */
  advance(ms: number): Promise<void>;
  now(): number;
  end(): Promise<void>;
}

/** What every store must do; run against the real one and the fake. */
export function describeStore(name: string, make: () => Promise<StoreUnderTest>): void {
  describe(`${name} keeps the store's contract`, () => {
    let tested: StoreUnderTest;
    let store: Store;
    beforeEach(async () => {
      tested = await make();
      store = tested.store;
    });
    afterEach(() => tested.end());

    const row = (minutes: number, values: (number | undefined)[], entityId = 'd1/eth0'): SampleRow => ({
      kind: 'interface',
      entityId,
      at: contractStart + minutes * 60_000,
      values,
    });
    const ask = (more: Partial<SeriesQuery> = {}) =>
      store.query({
        kind: 'interface',
        entityId: 'd1/eth0',
        columns: ['in', 'out'],
        from: contractStart,
        to: contractStart + 600_000,
        stepMs: 0,
        aggregate: 'mean',
        ...more,
      });

    it('answers rows before and after they reach the disk alike', async () => {
      store.append([row(0, [1, 10]), row(1, [2, 20])]);
      const queued = await ask();
      await store.flush();
      expect(await ask()).toEqual(queued);
      expect(queued).toEqual({
        at: [contractStart, contractStart + 60_000],
        columns: { in: [1, 2], out: [10, 20] },
        resolutionMs: 0,
      });
    });

    it('gives gaps as null, never as zero', async () => {
      store.append([
        row(0, [1, undefined]),
        row(1, [Number.NaN, 5]),
        row(2, [Number.POSITIVE_INFINITY, 6]),
        row(3, [7]),
      ]);
      await store.flush();
      expect((await ask()).columns).toEqual({ in: [1, null, null, 7], out: [null, 5, 6, null] });
    });

    it('includes the start of a range and excludes its end', async () => {
      store.append([0, 1, 2, 3].map((minute) => row(minute, [minute, 0])));
      const { columns } = await ask({ from: contractStart + 60_000, to: contractStart + 180_000 });
      expect(columns.in).toEqual([1, 2]);
    });

    it('buckets by mean, min, max and last, with a null for each empty bucket', async () => {
      store.append([row(0, [4, 0]), row(1, [8, 0]), row(2, [6, 0]), row(6, [5, 0])]);
      const aggregated = async (aggregate: SeriesQuery['aggregate']) =>
        (await ask({ stepMs: 180_000, aggregate, to: contractStart + 540_000 })).columns.in;
      expect(await aggregated('mean')).toEqual([6, null, 5]);
      expect(await aggregated('min')).toEqual([4, null, 5]);
      expect(await aggregated('max')).toEqual([8, null, 5]);
      expect(await aggregated('last')).toEqual([6, null, 5]);
    });

    it('sorts rows that arrive out of order, and keeps the later given of two at the same time', async () => {
      store.append([row(2, [2, 0]), row(0, [0, 0])]);
      await store.flush();
      store.append([row(1, [1, 0]), row(2, [9, 0])]);
      expect((await ask()).columns.in).toEqual([0, 1, 9]);
      await store.flush();
      expect((await ask()).columns.in).toEqual([0, 1, 9]);
    });

    it('answers nothing but nulls for an entity it has never seen', async () => {
      expect(await ask({ entityId: 'nobody', stepMs: 300_000 })).toMatchObject({
        at: [contractStart, contractStart + 300_000],
        columns: { in: [null, null], out: [null, null] },
      });
    });

    it('refuses an unknown kind, an unknown column, too many points and times that are none with a UserError', async () => {
      await expect(ask({ kind: 'toaster' })).rejects.toBeInstanceOf(UserError);
      await expect(ask({ columns: ['heat'] })).rejects.toBeInstanceOf(UserError);
      await expect(ask({ to: contractStart + 86_400_000, stepMs: 1_000 })).rejects.toBeInstanceOf(UserError);
      await expect(ask({ from: Number.NaN })).rejects.toBeInstanceOf(UserError);
      await expect(ask({ stepMs: -1 })).rejects.toBeInstanceOf(UserError);
    });

    it('never throws on rows that make no sense, and counts those it refuses', async () => {
      store.append([
        { ...row(0, [1, 1]), kind: 'toaster' },
        { ...row(0, [1, 1]), at: tested.now() + 10 * 86_400_000 },
      ]);
      await store.flush();
      expect(store.stats().rowsDropped).toBe(2);
      expect((await ask()).at).toEqual([]);
    });

    it('gives the newest row of an entity, queued or on disk', async () => {
      expect(await store.latest('interface', 'd1/eth0')).toBeUndefined();
      store.append([row(1, [1, undefined]), row(0, [0, 0]), row(3, [3, 3], 'd1/eth1')]);
      const expected = { kind: 'interface', entityId: 'd1/eth0', at: contractStart + 60_000, values: [1, undefined] };
      expect(await store.latest('interface', 'd1/eth0')).toEqual(expected);
      await store.flush();
      expect(await store.latest('interface', 'd1/eth0')).toEqual(expected);
    });

    it('keeps the last body of each document, queued or on disk, until it is deleted', async () => {
      store.put({ collection: 'state', key: 'a', body: { n: 1 } });
      store.put({ collection: 'state', key: 'b', body: '方舟' });
      store.put({ collection: 'other', key: 'a', body: null });
      store.put({ collection: 'state', key: 'a', body: { n: 2 } });
      const expected = [
        { collection: 'state', key: 'a', body: { n: 2 } },
        { collection: 'state', key: 'b', body: '方舟' },
      ];
      expect(await store.documents('state')).toEqual(expected);
      await store.flush();
      expect(await store.documents('state')).toEqual(expected);
      store.put({ collection: 'state', key: 'a', body: undefined });
      expect(await store.documents('state')).toEqual(expected.slice(1));
      await store.flush();
      expect(await store.documents('state')).toEqual(expected.slice(1));
      expect(await store.documents('other')).toEqual([{ collection: 'other', key: 'a', body: null }]);
    });

    it('answers a document as it was when it was put, not as its owner changed it later', async () => {
      const body = { n: 1 };
      store.put({ collection: 'state', key: 'a', body });
      body.n = 2;
      expect((await store.documents('state'))[0]?.body).toEqual({ n: 1 });
    });

    it('survives a document that cannot be written', async () => {
      const circle: { self?: unknown } = {};
      circle.self = circle;
      store.put({ collection: 'state', key: 'a', body: circle });
      store.record({ journal: 'events', at: 1, subject: 's', body: 1n });
      await store.flush();
      expect(await store.documents('state')).toEqual([]);
    });

    it('gives journals newest first with rising sequences, by subject, time and page', async () => {
      const at = tested.now();
      for (let n = 0; n < 6; n++) {
        store.record({ journal: 'events', at: at + n, subject: n % 2 === 0 ? 'even' : 'odd', body: { n } });
        if (n === 2) await store.flush();
      }
      store.record({ journal: 'other', at, subject: 'even', body: 'x' });
      const numbers = async (query: Partial<Parameters<Store['journal']>[0]>) =>
        (await store.journal({ journal: 'events', limit: 10, ...query })).map(({ body }) => (body as { n: number }).n);
      for (const stage of ['queued', 'on disk']) {
        expect(await numbers({}), stage).toEqual([5, 4, 3, 2, 1, 0]);
        expect(await numbers({ subject: 'even' })).toEqual([4, 2, 0]);
        expect(await numbers({ from: at + 1, to: at + 4 })).toEqual([3, 2, 1]);
        expect(await numbers({ limit: 2 })).toEqual([5, 4]);
        expect(await numbers({ limit: 0 })).toEqual([]);
        const second = (await store.journal({ journal: 'events', limit: 2 }))[1];
        expect(await numbers({ limit: 2, before: second?.sequence ?? 0 })).toEqual([3, 2]);
        await store.flush();
      }
      const sequences = (await store.journal({ journal: 'events', limit: 10 })).map(({ sequence }) => sequence);
      expect(sequences).toEqual([...new Set(sequences)].sort((a, b) => b - a));
    });

    it('counts what it wrote and has nothing pending after a flush', async () => {
      store.append([row(0, [1, 1])]);
      await store.flush();
      expect(store.stats()).toMatchObject({
        rowsWritten: 1,
        rowsPending: 0,
        rowsDropped: 0,
        condition: 'writable',
        lastWriteAt: tested.now(),
      });
    });

    it('answers the same aggregates after maintenance has moved the rows to another tier', async () => {
      await tested.advance(2 * 3_600_000);
      store.append(Array.from({ length: 120 }, (_, minute) => row(minute, [minute, minute % 7])));
      await store.flush();
      const range = { to: contractStart + 2 * 3_600_000, stepMs: 3_600_000 };
      const before = await ask(range);
      await tested.advance(3_600_000);
      await store.maintain();
      const after = await ask(range);
      expect(after.at).toEqual(before.at);
      for (const name of ['in', 'out']) {
        after.columns[name]?.forEach((value, index) => {
          expect(value).toBeCloseTo(before.columns[name]?.[index] ?? Number.NaN, 0);
        });
      }
      expect((await ask({ to: contractStart + 7_200_000 })).columns.in).toEqual([...Array(120).keys()]);
    });
  });
}
