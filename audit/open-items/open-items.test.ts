import { beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../../core/clock.fake.ts';
import { message } from '../../core/index.ts';
import type { NewRecord } from '../../ledger/index.ts';
import { createFakeStore } from '../../store/store.fake.ts';
import { addMonths } from './machine.ts';
import { itemLimits } from './model.ts';
import { createOpenItems, type ItemCounts, type OpenItems } from './open-items.ts';

const day = 86_400_000;
const wang = { user: 'wang', role: 'approver' };
let clock: FakeClock;
let store: ReturnType<typeof createFakeStore>;
let records: NewRecord[];
let told: ItemCounts[];
let items: OpenItems;

async function open(): Promise<OpenItems> {
  const terms = () => ({ dueMs: 30 * day, remindBeforeMs: 7 * day, escalateAfterMonths: 3 });
  const made = createOpenItems({ store, ledger: { append: (record) => void records.push(record) }, clock, terms });
  made.onChange((counts) => void told.push(counts));
  await made.start();
  return made;
}
beforeEach(async () => {
  clock = new FakeClock();
  store = createFakeStore({ kinds: [], clock });
  [records, told] = [[], []];
  items = await open();
});

const raise = (key = 'stock-take east missing FZ1') =>
  items.raise({
    key,
    source: 'stock-take',
    placeId: 'east',
    subject: 'terminal t1',
    title: message('item.title.missing', { code: 'FZ1' }),
    severity: 'S2',
    responsible: '所长',
  });
const whats = () => records.map(({ body }) => body.what);

describe('the ledger of open items', () => {
  it('opens one for each trouble, and the same trouble is the same item', () => {
    expect(raise()).toMatchObject({ ok: true, item: { id: 'OI-1', status: 'open', dueAt: clock.now() + 30 * day } });
    expect(raise()).toMatchObject({ ok: true, item: { id: 'OI-1' } });
    expect(raise('other')).toMatchObject({ item: { id: 'OI-2' } });
    expect(records.map(({ kind, subject, body }) => [kind, subject, body.what])).toEqual([
      ['open-item', 'item OI-1', 'opened'],
      ['open-item', 'item OI-2', 'opened'],
    ]);
  });

  it('reminds, escalates after three months unanswered, and tells the number of escalated ones, with every step on record', async () => {
    raise();
    const end = addMonths(clock.now(), 3);
    await clock.advance(7 * day * 5);
    expect(whats()).toEqual(['opened', 'reminded', 'reminded']);
    expect(items.counts()).toEqual({ open: 1, overdue: 1, escalated: 0 });
    await clock.advance(end - clock.now());
    expect(whats().at(-1)).toBe('escalated');
    expect(told).toEqual([{ open: 1, overdue: 1, escalated: 1 }]);
    expect(items.list()[0]).toMatchObject({ escalatedAt: end });
    items.act('OI-1', { what: 'answer', text: '已报案' }, wang);
    expect(told.at(-1)).toEqual({ open: 1, overdue: 0, escalated: 0 });
    expect(records.at(-1)?.body).toMatchObject({ what: 'answer', text: '已报案', by: wang, status: 'answered' });
    await clock.advance(30 * day);
    expect(whats().at(-1)).toBe('answer');
  }, 60_000);

  it('closes with a reason, by a person or because the trouble is gone, and opens again when it comes back', () => {
    raise();
    items.settle('stock-take east missing FZ1', wang, '已找回');
    expect(items.find('OI-1')).toMatchObject({ status: 'closed', closed: { by: wang, reason: '已找回' } });
    items.settle('nothing', wang, 'x');
    expect(items.act('OI-1', { what: 'answer', text: 'x' }, wang)).toMatchObject({
      ok: false,
      reason: { key: 'item.closed' },
    });
    expect(raise()).toMatchObject({ item: { id: 'OI-1', status: 'open' } });
    expect(whats()).toEqual(['opened', 'close', 'found-again']);
  });

  it('is given to another role, and postponed, within bounds', () => {
    raise();
    expect(items.act('OI-1', { what: 'assign', responsible: '信息科' }, wang)).toMatchObject({
      item: { responsible: '信息科' },
    });
    const dueAt = clock.now() + 60 * day;
    expect(items.act('OI-1', { what: 'postpone', dueAt }, wang)).toMatchObject({ item: { dueAt } });
    expect(records.at(-1)?.body).toMatchObject({ what: 'postpone', dueAt: new Date(dueAt).toISOString() });
    expect(items.act('OI-1', { what: 'postpone', dueAt: clock.now() }, wang)).toMatchObject({ ok: false });
    expect(items.act('OI-9', { what: 'close', reason: 'x' }, wang)).toMatchObject({
      ok: false,
      reason: { key: 'item.unknown' },
    });
  });

  it('outlives a restart with its numbers', async () => {
    raise();
    items.close();
    items = await open();
    expect(items.find('OI-1')?.status).toBe('open');
    expect(raise('next')).toMatchObject({ item: { id: 'OI-2' } });
  });

  it('holds no more than its bounds: what is open is refused beyond, what is closed is dropped, the oldest first', () => {
    for (let n = 0; n < itemLimits.closed + 10; n++) {
      raise(`k${n}`);
      items.settle(`k${n}`, wang, 'x');
    }
    expect(items.list()).toHaveLength(itemLimits.closed);
    for (let n = 0; n < itemLimits.open; n++) raise(`o${n}`);
    expect(raise('one more')).toMatchObject({ ok: false, reason: { key: 'item.too-many' } });
  });
});
