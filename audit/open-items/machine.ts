import { type EpochMs, type Message, message } from '../../core/index.ts';
import type { Actor } from '../approval/model.ts';
import { type ItemTerms, itemLimits, type OpenItem } from './model.ts';

/** What happens to an item. */
export type ItemEvent =
  | { readonly what: 'answer'; readonly by: Actor; readonly text: string; readonly at: EpochMs }
  | { readonly what: 'assign'; readonly by: Actor; readonly responsible: string; readonly at: EpochMs }
  | { readonly what: 'postpone'; readonly by: Actor; readonly dueAt: EpochMs; readonly at: EpochMs }
  | { readonly what: 'close'; readonly by: Actor; readonly reason: string; readonly at: EpochMs }
  | { readonly what: 'found-again'; readonly dueAt: EpochMs; readonly at: EpochMs }
  | { readonly what: 'tick'; readonly at: EpochMs };

/** `record`: put on record; `remind`: tell the responsible role; `escalate`: tell the level above. */
export type ItemEffect = 'record' | 'remind' | 'escalate';

export type ItemStep =
  | { readonly ok: true; readonly item: OpenItem; readonly effects: readonly ItemEffect[] }
  | { readonly ok: false; readonly reason: Message };

/** One step of an item. Pure. An answer ends reminders; only closing ends the item. */
export function stepItem(item: OpenItem, event: ItemEvent, terms: ItemTerms): ItemStep {
  const { at } = event;
  const done = (change: Partial<OpenItem>): ItemStep => ({
    ok: true,
    item: { ...item, ...change },
    effects: ['record'],
  });
  switch (event.what) {
    case 'tick':
      return tick(item, at, terms);
    case 'found-again': {
      if (item.status !== 'closed') return { ok: true, item, effects: [] };
      const { closed: _, remindedAt: __, escalatedAt: ___, ...rest } = item;
      const fresh = { ...rest, status: 'open', openedAt: at, dueAt: event.dueAt, reminders: 0 } as const;
      return { ok: true, item: fresh, effects: ['record'] };
    }
    case 'close':
      return item.status === 'closed'
        ? refused('item.closed')
        : done({ status: 'closed', closed: { at, by: event.by, reason: event.reason } });
    case 'answer': {
      if (item.status === 'closed') return refused('item.closed');
      if (item.answers.length >= itemLimits.answers) return refused('item.answers', { limit: itemLimits.answers });
      return done({ status: 'answered', answers: [...item.answers, { at, by: event.by, text: event.text }] });
    }
    case 'assign':
      return item.status === 'closed' ? refused('item.closed') : done({ responsible: event.responsible });
    case 'postpone': {
      if (item.status === 'closed') return refused('item.closed');
      if (event.dueAt <= at || event.dueAt > at + itemLimits.longestDueMs) return refused('item.due');
      return done({ dueAt: event.dueAt });
    }
  }
}

/** Reminds before it is due, when it is, and every week after; passes it up when nobody answered for months. */
function tick(item: OpenItem, at: EpochMs, terms: ItemTerms): ItemStep {
  if (item.status !== 'open') return { ok: true, item, effects: [] };
  const effects: ItemEffect[] = [];
  let next = item;
  if (at >= nextReminder(item, terms)) {
    next = { ...next, remindedAt: at, reminders: item.reminders + 1 };
    effects.push('remind');
  }
  if (item.escalatedAt === undefined && at >= addMonths(item.openedAt, terms.escalateAfterMonths)) {
    next = { ...next, escalatedAt: at };
    effects.push('escalate');
  }
  return { ok: true, item: next, effects: effects.length === 0 ? [] : ['record', ...effects] };
}

/** When the responsible role is told the next time. A postponement begins anew. */
export function nextReminder(
  { dueAt, remindedAt }: OpenItem,
  { remindBeforeMs }: Pick<ItemTerms, 'remindBeforeMs'>,
): EpochMs {
  const first = dueAt - remindBeforeMs;
  if (remindedAt === undefined || remindedAt < first) return first;
  return remindedAt < dueAt ? dueAt : remindedAt + itemLimits.remindEveryMs;
}

/** The same day so many months later, by UTC; the last of the month where there is no such day. */
export function addMonths(at: EpochMs, months: number): EpochMs {
  const date = new Date(at);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months);
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, last));
  return date.getTime();
}

function refused(key: string, params: Readonly<Record<string, string | number>> = {}): ItemStep {
  return { ok: false, reason: message(key, params) };
}
