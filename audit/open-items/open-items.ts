import { type Cancel, type Clock, type EpochMs, type Message, message } from '../../core/index.ts';
import type { JsonObject, Ledger } from '../../ledger/index.ts';
import type { Store } from '../../store/index.ts';
import type { Actor } from '../approval/model.ts';
import { type ItemEvent, stepItem } from './machine.ts';
import { type ItemTerms, itemLimits, type OpenItem } from './model.ts';

const collection = 'open-items';
const tickMs = 60_000;

export type ItemAction =
  | { readonly what: 'answer'; readonly text: string }
  | { readonly what: 'assign'; readonly responsible: string }
  | { readonly what: 'postpone'; readonly dueAt: EpochMs }
  | { readonly what: 'close'; readonly reason: string };

export type ItemOutcome =
  | { readonly ok: true; readonly item: OpenItem }
  | { readonly ok: false; readonly reason: Message };

/** How the items stand, for a badge and for alerts. */
export interface ItemCounts {
  readonly open: number;
  readonly overdue: number;
  readonly escalated: number;
}

/** Findings that somebody must answer for. */
export interface OpenItems {
  start(): Promise<void>;
  /** Opens an item, or opens it again when it was closed; one that is open stays as it is. By whom: Fangzhou itself where nobody is named. */
  raise(
    wish: Pick<OpenItem, 'key' | 'source' | 'placeId' | 'subject' | 'title' | 'severity' | 'responsible'> & {
      readonly dueAt?: EpochMs;
      readonly by?: Actor;
    },
  ): ItemOutcome;
  /** The trouble is gone by itself: closes the open item of that key, if there is one. */
  settle(key: string, by: Actor, reason: string): void;
  act(id: string, action: ItemAction, by: Actor): ItemOutcome;
  /** Escalated first, then those due first; closed ones last, the newest of them first. */
  list(): readonly OpenItem[];
  find(id: string): OpenItem | undefined;
  counts(): ItemCounts;
  /** Told of every escalation, and whenever the number of escalated ones changes. */
  onChange(listener: (counts: ItemCounts) => void): void;
  close(): void;
}

export function createOpenItems(deps: {
  readonly store: Pick<Store, 'put' | 'documents'>;
  readonly ledger: Pick<Ledger, 'append'>;
  readonly clock: Clock;
  readonly terms: () => ItemTerms;
}): OpenItems {
  const { store, ledger, clock, terms } = deps;
  const items = new Map<string, OpenItem>();
  const idOfKey = new Map<string, string>();
  const listeners: ((counts: ItemCounts) => void)[] = [];
  let cancelTick: Cancel | undefined;
  let lastNumber = 0;
  let lastEscalated = 0;

  const open = (): readonly OpenItem[] => [...items.values()].filter(({ status }) => status !== 'closed');

  function counts(): ItemCounts {
    const now = clock.now();
    const unanswered = open().filter(({ status }) => status === 'open');
    return {
      open: open().length,
      overdue: unanswered.filter(({ dueAt }) => dueAt <= now).length,
      escalated: unanswered.filter(({ escalatedAt }) => escalatedAt !== undefined).length,
    };
  }

  function keep(item: OpenItem): void {
    items.set(item.id, item);
    idOfKey.set(item.key, item.id);
    store.put({ collection, key: item.id, body: item });
  }

  function putOnRecord(item: OpenItem, what: string, more: JsonObject): void {
    const { id, key, placeId, subject, title, severity, responsible, dueAt, status } = item;
    const about: JsonObject = {
      what,
      item: id,
      key,
      place: placeId,
      about: subject,
      title: { key: title.key, params: { ...(title.params ?? {}) } },
      severity,
      responsible,
      dueAt: new Date(dueAt).toISOString(),
      status,
      ...more,
    };
    ledger.append({ kind: 'open-item', subject: `item ${id}`, body: about });
  }

  function happen(item: OpenItem, event: ItemEvent): ItemOutcome {
    const step = stepItem(item, event, terms());
    if (!step.ok) return step;
    if (step.effects.length === 0) return { ok: true, item };
    keep(step.item);
    const told = step.effects.filter((effect) => effect !== 'record');
    const { what, at: _, ...more } = event;
    if (what !== 'tick') putOnRecord(step.item, what, plain(more));
    for (const effect of told) putOnRecord(step.item, effect === 'remind' ? 'reminded' : 'escalated', {});
    trim();
    tell();
    return { ok: true, item: step.item };
  }

  function tell(): void {
    const now = counts();
    if (now.escalated === lastEscalated) return;
    lastEscalated = now.escalated;
    for (const listener of listeners) listener(now);
  }

  function trim(): void {
    const closed = [...items.values()].filter(({ status }) => status === 'closed');
    const surplus = closed.length - itemLimits.closed;
    if (surplus <= 0) return;
    for (const { id, key } of closed.sort((a, b) => (a.closed?.at ?? 0) - (b.closed?.at ?? 0)).slice(0, surplus)) {
      items.delete(id);
      idOfKey.delete(key);
      store.put({ collection, key: id, body: undefined });
    }
  }

  function tick(): void {
    const at = clock.now();
    for (const item of open()) happen(item, { what: 'tick', at });
    cancelTick = clock.after(tickMs, tick);
  }

  return {
    async start() {
      for (const { key, body } of await store.documents(collection)) {
        if (!isItem(body)) continue;
        items.set(key, body);
        idOfKey.set(body.key, key);
        lastNumber = Math.max(lastNumber, Number(key.slice('OI-'.length)) || 0);
      }
      tick();
      tell();
    },
    raise({ dueAt, by, ...wish }) {
      const now = clock.now();
      const due = dueAt ?? now + terms().dueMs;
      const known = items.get(idOfKey.get(wish.key) ?? '');
      if (known !== undefined) {
        const refreshed = { ...known, title: wish.title, severity: wish.severity };
        return happen(refreshed, { what: 'found-again', at: now, dueAt: due });
      }
      if (open().length >= itemLimits.open)
        return { ok: false, reason: message('item.too-many', { limit: itemLimits.open }) };
      if (due <= now || due > now + itemLimits.longestDueMs) return { ok: false, reason: message('item.due') };
      lastNumber += 1;
      const id = `OI-${lastNumber}`;
      const item: OpenItem = { ...wish, id, openedAt: now, dueAt: due, status: 'open', answers: [], reminders: 0 };
      keep(item);
      putOnRecord(item, 'opened', by === undefined ? {} : { by: { ...by } });
      return { ok: true, item };
    },
    settle(key, by, reason) {
      const item = items.get(idOfKey.get(key) ?? '');
      if (item !== undefined && item.status !== 'closed') happen(item, { what: 'close', by, reason, at: clock.now() });
    },
    act(id, action, by) {
      const item = items.get(id);
      if (item === undefined) return { ok: false, reason: message('item.unknown', { id }) };
      return happen(item, { ...action, by, at: clock.now() });
    },
    list() {
      const rank = ({ status, escalatedAt }: OpenItem): number =>
        status === 'closed' ? 2 : status === 'open' && escalatedAt !== undefined ? 0 : 1;
      return [...items.values()].sort(
        (a, b) => rank(a) - rank(b) || (rank(a) === 2 ? (b.closed?.at ?? 0) - (a.closed?.at ?? 0) : a.dueAt - b.dueAt),
      );
    },
    find: (id) => items.get(id),
    counts,
    onChange: (listener) => void listeners.push(listener),
    close: () => cancelTick?.(),
  };
}

/** What an event says, for the record: persons as they are, times in words. */
function plain(more: Readonly<Record<string, unknown>>): JsonObject {
  const entries = Object.entries(more).map(([name, value]) => [
    name,
    typeof value === 'number' ? new Date(value).toISOString() : value,
  ]);
  return JSON.parse(JSON.stringify(Object.fromEntries(entries))) as JsonObject;
}

/** Documents of another version are not believed. */
function isItem(body: unknown): body is OpenItem {
  if (typeof body !== 'object' || body === null) return false;
  const { id, key, status, title, responsible, openedAt, dueAt, answers } = body as Partial<OpenItem>;
  const texts = [id, key, status, title?.key, responsible].every((text) => typeof text === 'string');
  return texts && typeof openedAt === 'number' && typeof dueAt === 'number' && Array.isArray(answers);
}
