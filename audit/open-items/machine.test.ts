import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addMonths, type ItemEvent, nextReminder, stepItem } from './machine.ts';
import { type ItemTerms, itemLimits, type OpenItem } from './model.ts';

const day = 86_400_000;
const opened = Date.UTC(2026, 0, 31, 8);
const terms: ItemTerms = { dueMs: 30 * day, remindBeforeMs: 7 * day, escalateAfterMonths: 3 };
const wang = { user: 'wang', role: 'approver' };
const item: OpenItem = {
  id: 'OI-1',
  key: 'k',
  source: 'person',
  placeId: 'east',
  subject: 'point east',
  title: { key: 'x' },
  severity: 'S2',
  responsible: '所长',
  openedAt: opened,
  dueAt: opened + 30 * day,
  status: 'open',
  answers: [],
  reminders: 0,
};
const answered: OpenItem = { ...item, status: 'answered', answers: [{ at: opened, by: wang, text: '在办' }] };
const closed: OpenItem = {
  ...item,
  status: 'closed',
  closed: { at: opened, by: wang, reason: '已找回' },
  escalatedAt: opened,
};
const step = (before: OpenItem, event: ItemEvent) => {
  const done = stepItem(before, event, terms);
  return done.ok ? [done.item.status, ...done.effects].join(' ') : done.reason.key;
};
const at = opened + day;
const events: Readonly<Record<string, ItemEvent>> = {
  answer: { what: 'answer', by: wang, text: '已核实', at },
  assign: { what: 'assign', by: wang, responsible: '信息科', at },
  postpone: { what: 'postpone', by: wang, dueAt: at + day, at },
  past: { what: 'postpone', by: wang, dueAt: at, at },
  close: { what: 'close', by: wang, reason: '已找回', at },
  again: { what: 'found-again', dueAt: at + day, at },
  early: { what: 'tick', at },
};

describe('an open item', () => {
  it.each([
    ['answer', 'answered record', 'answered record', 'item.closed'],
    ['assign', 'open record', 'answered record', 'item.closed'],
    ['postpone', 'open record', 'answered record', 'item.closed'],
    ['past', 'item.due', 'item.due', 'item.closed'],
    ['close', 'closed record', 'closed record', 'item.closed'],
    ['again', 'open', 'answered', 'open record'],
    ['early', 'open', 'answered', 'closed'],
  ])('on %s: open %s, answered %s, closed %s', (name, ...expected) => {
    const event = events[name];
    if (event === undefined) throw new Error(name);
    expect([item, answered, closed].map((each) => step(each, event))).toEqual(expected);
  });

  it('reminds a week before it is due, on the day, and every week after, until somebody answers', () => {
    const days: number[] = [];
    let now = item;
    for (let hour = 0; hour < 60 * 24; hour++) {
      const done = stepItem(now, { what: 'tick', at: opened + hour * 3_600_000 }, terms);
      if (!done.ok) throw new Error('refused');
      if (done.effects.includes('remind')) days.push(hour / 24);
      now = done.item;
    }
    expect(days).toEqual([23, 30, 37, 44, 51, 58]);
    expect(now.reminders).toBe(6);
    const silent = stepItem({ ...now, status: 'answered' }, { what: 'tick', at: opened + 400 * day }, terms);
    expect(silent).toMatchObject({ effects: [] });
  });

  it('is passed up once after three calendar months unanswered, also when it was postponed', () => {
    const due = { ...item, dueAt: opened + 300 * day };
    const after = addMonths(opened, 3);
    expect(new Date(after).toISOString()).toBe('2026-04-30T08:00:00.000Z');
    expect(stepItem(due, { what: 'tick', at: after - 1 }, terms)).toMatchObject({ effects: [] });
    const up = stepItem(due, { what: 'tick', at: after }, terms);
    expect(up).toMatchObject({ item: { escalatedAt: after }, effects: ['record', 'escalate'] });
    if (up.ok) expect(stepItem(up.item, { what: 'tick', at: after + day }, terms)).toMatchObject({ effects: [] });
    expect(stepItem({ ...due, status: 'answered' }, { what: 'tick', at: after }, terms)).toMatchObject({ effects: [] });
  });

  it('begins its terms anew when the trouble comes back', () => {
    const again = stepItem(
      { ...closed, remindedAt: opened, reminders: 4 },
      { what: 'found-again', at, dueAt: at + day },
      terms,
    );
    expect(again).toMatchObject({ item: { status: 'open', openedAt: at, reminders: 0 } });
    if (again.ok)
      for (const gone of ['closed', 'escalatedAt', 'remindedAt']) expect(again.item).not.toHaveProperty(gone);
  });

  it('takes no more answers than the bound', () => {
    const full = { ...item, answers: Array.from({ length: itemLimits.answers }, () => ({ at, by: wang, text: 'x' })) };
    expect(step(full, events.answer ?? { what: 'tick', at })).toBe('item.answers');
  });

  it('never reminds twice within a week nor escalates twice, whatever happens', () => {
    const name = fc.constantFrom('answer', 'assign', 'postpone', 'close', 'again', 'tick');
    fc.assert(
      fc.property(fc.array(fc.tuple(name, fc.integer({ min: 0, max: 20 })), { maxLength: 60 }), (steps) => {
        let now = item;
        let time = opened;
        let escalated = 0;
        let remindedAt = Number.NEGATIVE_INFINITY;
        let dueBefore = now.dueAt;
        for (const [what, days] of steps) {
          time += days * day;
          const event = { ...(events[what] ?? { what: 'tick' }), at: time, dueAt: time + 10 * day } as ItemEvent;
          const done = stepItem(now, event, terms);
          if (!done.ok) continue;
          if (done.effects.includes('escalate')) escalated += 1;
          if (what === 'again' && now.status === 'closed') escalated = 0;
          if (done.effects.includes('remind')) {
            expect(now.status).toBe('open');
            if (dueBefore === now.dueAt && remindedAt >= now.dueAt)
              expect(time - remindedAt).toBeGreaterThanOrEqual(7 * day);
            [remindedAt, dueBefore] = [time, now.dueAt];
          }
          now = done.item;
          expect(escalated).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});

it.each([
  ['2026-01-31', 1, '2026-02-28'],
  ['2028-01-31', 1, '2028-02-29'],
  ['2026-11-30', 3, '2027-02-28'],
  ['2026-05-15', 3, '2026-08-15'],
])('%s and %i months is %s', (from, months, to) => {
  expect(new Date(addMonths(Date.parse(from), months)).toISOString().slice(0, 10)).toBe(to);
});

it('the first reminder of an item that was postponed comes before its new day', () => {
  const postponed = { ...item, remindedAt: item.dueAt, dueAt: item.dueAt + 60 * day };
  expect(nextReminder(postponed, terms)).toBe(postponed.dueAt - 7 * day);
});
