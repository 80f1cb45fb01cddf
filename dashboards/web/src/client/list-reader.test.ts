import { describe, expect, it } from 'vitest';
import type { WirePage } from '../../../../api/wire.ts';
import { mostPagesRefreshed, type Rows, readList } from './list-reader.ts';
import { RequestFailed } from './rest.ts';

/** A list of numbers, ten a page, whose answers come when the test says so. */
function stage(length = 35) {
  const waiting: { cursor: string | undefined; answer: () => void; refuse: () => void }[] = [];
  const shown: Rows<number>[] = [];
  const failures: RequestFailed[] = [];
  let first = 0;
  const reader = readList<number>({
    request: (cursor) =>
      new Promise<WirePage<number>>((resolve, reject) => {
        const from = Number(cursor ?? 0);
        const items = Array.from({ length: Math.min(10, length - from) }, (_, index) => first + from + index);
        const next = from + 10 < length ? `${from + 10}` : null;
        waiting.push({
          cursor,
          answer: () => resolve({ items, total: length, next }),
          refuse: () => reject(new RequestFailed(503, '')),
        });
      }),
    show: (rows) => shown.push(rows),
    fail: (failed) => failures.push(failed),
  });
  const turns = async () => {
    for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  };
  return {
    reader,
    shown,
    failures,
    waiting,
    change: (to: number) => {
      first = to;
    },
    async answer() {
      waiting.shift()?.answer();
      await turns();
    },
    async refuse() {
      waiting.shift()?.refuse();
      await turns();
    },
    async answerAll() {
      while (waiting.length > 0) await this.answer();
    },
  };
}

describe('a long list, read page by page', () => {
  it('shows the first page, then one more for each request, and says where the end is', async () => {
    const { reader, shown, answerAll, ...rest } = stage();
    await rest.answer();
    expect(shown.at(-1)).toMatchObject({ total: 35, isMore: true });
    for (const length of [20, 30, 35]) {
      reader.more();
      await rest.answer();
      expect(shown.at(-1)?.items).toHaveLength(length);
    }
    expect(shown.at(-1)?.isMore).toBe(false);
    reader.more();
    expect(rest.waiting).toHaveLength(0);
  });

  it('takes a second click on "more" while the first is answered as the same wish', async () => {
    const list = stage();
    await list.answer();
    list.reader.more();
    list.reader.more();
    await list.answerAll();
    expect(list.shown.at(-1)?.items).toHaveLength(20);
  });

  it('loses no page that was read on when everything is asked for anew meanwhile', async () => {
    const list = stage();
    await list.answer();
    list.change(100);
    list.reader.more();
    list.reader.again();
    expect(list.waiting.map(({ cursor }) => cursor)).toEqual(['10']);
    await list.answer();
    expect(list.shown.at(-1)?.items).toHaveLength(20);
    await list.answerAll();
    expect(list.shown.at(-1)?.items).toEqual(Array.from({ length: 20 }, (_, index) => 100 + index));
  });

  it('reads one page further when that is asked for during a refresh', async () => {
    const list = stage();
    await list.answer();
    list.reader.again();
    list.reader.more();
    await list.answerAll();
    expect(list.shown.at(-1)?.items).toHaveLength(20);
  });

  it('answers a storm of changes with one request at a time, the last of them after the last change', async () => {
    const list = stage();
    for (let change = 1; change <= 100; change++) {
      list.change(change * 100);
      list.reader.again();
      expect(list.waiting.length).toBeLessThanOrEqual(1);
      if (change % 30 === 0) await list.answer();
    }
    await list.answerAll();
    expect(list.shown.at(-1)?.items[0]).toBe(10_000);
    expect(list.shown.length).toBeLessThan(8);
  });

  it('leaves alone what was read further than it may refresh', async () => {
    const list = stage(1_000);
    await list.answer();
    for (let page = 1; page <= mostPagesRefreshed; page++) {
      list.reader.more();
      await list.answer();
    }
    list.reader.again();
    expect(list.waiting).toHaveLength(0);
  });

  it('says a failure, keeps its rows, and goes on from them', async () => {
    const list = stage();
    await list.answer();
    list.reader.more();
    await list.refuse();
    expect(list.failures).toMatchObject([{ status: 503 }]);
    list.reader.more();
    await list.answer();
    expect(list.shown.at(-1)?.items).toHaveLength(20);
  });

  it('shows nothing after it was stopped', async () => {
    const list = stage();
    list.reader.stop();
    await list.answerAll();
    expect(list.shown).toEqual([]);
  });
});
