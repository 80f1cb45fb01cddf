import { type StateWord, serviceStateJournal, type ViewBasis, viewStateJournal, viewStory } from '../../audit/index.ts';
import type { Message } from '../../core/index.ts';
import type { JournalPort } from '../ports.ts';
import type { WireServiceChanges, WireSpan, WireStory } from '../wire-services.ts';
import { isoTime } from './element.ts';

/** Changes that are looked at, the newest. */
const mostChanges = 1_000;

interface Entry {
  readonly at: number;
  readonly state: StateWord;
  readonly basis: ViewBasis;
  readonly reason: Message | null;
}

interface Wish {
  readonly store: Pick<JournalPort, 'journal'>;
  readonly subject: string;
  readonly from: number;
  readonly to: number;
}

/** How a service stood over a period, from its journal. */
export async function serviceHistory(wish: Wish): Promise<WireStory> {
  return storyOf(wish, await entriesOf(serviceStateJournal, wish));
}

/** How a view stood; what was measured counts before what was derived. */
export async function viewHistory(wish: Wish): Promise<WireStory> {
  return storyOf(wish, viewStory(await entriesOf(viewStateJournal, wish)));
}

/** The newest changes of all services. */
export async function serviceChanges(store: Wish['store'], most: number): Promise<WireServiceChanges> {
  const entries = await store.journal({ journal: serviceStateJournal, limit: most });
  return {
    changes: entries.flatMap(({ at, subject: serviceId, body }) => {
      const { before, state, reason, root } = body as Partial<WireServiceChanges['changes'][number]>;
      if (state === undefined || before === undefined) return [];
      return [{ serviceId, at: isoTime(at), before, state, reason: reason ?? null, root: root ?? null }];
    }),
  };
}

/** In the order in which they were written. */
async function entriesOf(journal: string, { store, subject, to }: Wish): Promise<readonly Entry[]> {
  const entries = await store.journal({ journal, subject, to, limit: mostChanges });
  return entries.toReversed().flatMap(({ at, body }) => {
    if (typeof body !== 'object' || body === null) return [];
    const { state, basis, reason } = body as Partial<Record<keyof Entry, unknown>>;
    if (typeof state !== 'string') return [];
    const told = typeof (reason as Message | undefined)?.key === 'string' ? (reason as Message) : null;
    return [{ at, state: state as StateWord, basis: basis === 'measured' ? 'measured' : 'derived', reason: told }];
  });
}

function storyOf({ from, to }: Wish, entries: readonly Entry[]): WireStory {
  const sorted = entries.toSorted((a, b) => a.at - b.at);
  const spans = sorted.flatMap(({ at, state, reason }, index): readonly WireSpan[] => {
    const end = sorted[index + 1]?.at;
    if ((end ?? to) <= from || at >= to || end === at) return [];
    return [{ from: isoTime(Math.max(at, from)), to: end === undefined ? null : isoTime(end), state, reason }];
  });
  return { from: isoTime(from), to: isoTime(to), spans };
}
