import type { ElementRef } from '../audit/index.ts';
import type { EpochMs, Log } from '../core/index.ts';
import type { Store } from '../store/index.ts';
import type { ConditionName, Incident, IncidentChange, IncidentEvent } from './incident.ts';
import { createNumbers } from './numbers.ts';
import { bounds } from './settings.ts';

/** An incident with what the engine must know to go on after a restart. */
export interface Kept {
  readonly incident: Incident;
  /** Sources that hold it open: it clears when the last is gone. */
  readonly sources: readonly string[];
}

/** Keeps incidents: the open ones, the newest cleared ones, each on disk; and the journal of all. */
export interface Register {
  /** Reads back what a former run left, or what another instance decided meanwhile; what was held here before is forgotten. */
  start(): Promise<readonly Kept[]>;
  raise(draft: Omit<Incident, 'id' | 'status' | 'history' | 'raisedAt'>, source: string, at: EpochMs): IncidentChange;
  /** Changes an incident and writes the event into its history; without an event only the fields. */
  update(id: string, patch: Partial<Omit<Incident, 'id' | 'history'>>, event?: IncidentEvent): Incident | undefined;
  setSources(id: string, sources: readonly string[]): void;
  get(id: string): Kept | undefined;
  /** The open (or acknowledged) incident of a condition, a root and a topic. */
  openOf(condition: ConditionName, root: ElementRef, topic?: string): Kept | undefined;
  open(): readonly Kept[];
  /** Newest first: the open ones and the cleared ones at hand. */
  list(): readonly Incident[];
  /** The same in no order, for who looks at all of them often. */
  known(): Iterable<Incident>;
  /** Also those that only the journal remembers. */
  find(id: string): Promise<Incident | undefined>;
  close(): void;
}

/** Every incident at hand, each under its id. */
export const incidentCollection = 'incidents';
const collection = incidentCollection;
const eventJournal = 'incidents';
/** Incidents as they were when they cleared. */
export const archiveJournal = 'incidents-cleared';

const numberOf = (id: string): number => Number(id.slice(4));
const byNumber = (a: Kept, b: Kept): number => numberOf(a.incident.id) - numberOf(b.incident.id);

export function createRegister(deps: { readonly store: Store; readonly log: Log }): Register {
  const { store, log } = deps;
  const numbers = createNumbers(deps);
  const opened = new Map<string, Kept>();
  /** In the order of clearing. */
  const cleared = new Map<string, Kept>();
  const byRoot = new Map<string, string>();
  const rootKey = (condition: ConditionName, root: ElementRef, topic = ''): string =>
    `${condition} ${root.kind} ${root.id} ${topic}`;

  const keep = (kept: Kept): void => {
    store.put({ collection, key: kept.incident.id, body: kept });
  };
  const write = (incident: Incident, event: IncidentEvent): void => {
    store.record({ journal: eventJournal, at: event.at, subject: incident.id, body: event });
  };
  const archive = (kept: Kept): void => {
    const { incident } = kept;
    opened.delete(incident.id);
    byRoot.delete(rootKey(incident.condition, incident.root, incident.topic));
    cleared.set(incident.id, kept);
    store.record({ journal: archiveJournal, at: incident.clearedAt ?? 0, subject: incident.id, body: incident });
    trim();
  };
  const trim = (): void => {
    for (const id of cleared.keys()) {
      if (cleared.size <= bounds.closedIncidents) return;
      cleared.delete(id);
      store.put({ collection, key: id, body: undefined });
    }
  };

  return {
    async start() {
      for (const held of [opened, cleared, byRoot]) held.clear();
      const found: Kept[] = [];
      for (const document of await store.documents(collection)) {
        const kept = readKept(document.body);
        if (kept === undefined) log.warn({ key: document.key }, 'incident-unreadable');
        else found.push(kept);
      }
      found.sort(byNumber);
      const done = found.filter((kept) => kept.incident.status === 'cleared');
      for (const kept of done.sort((a, b) => (a.incident.clearedAt ?? 0) - (b.incident.clearedAt ?? 0))) {
        cleared.set(kept.incident.id, kept);
      }
      trim();
      for (const kept of found) {
        if (kept.incident.status === 'cleared') continue;
        opened.set(kept.incident.id, kept);
        byRoot.set(rootKey(kept.incident.condition, kept.incident.root, kept.incident.topic), kept.incident.id);
      }
      await numbers.start(Math.max(0, ...found.map((kept) => numberOf(kept.incident.id))));
      return [...opened.values()];
    },
    raise(draft, source, at) {
      const event: IncidentEvent = { at, what: 'raised' };
      const incident: Incident = {
        ...draft,
        id: `INC-${numbers.take()}`,
        status: 'open',
        raisedAt: at,
        history: [event],
      };
      const kept: Kept = { incident, sources: [source] };
      opened.set(incident.id, kept);
      byRoot.set(rootKey(incident.condition, incident.root, incident.topic), incident.id);
      keep(kept);
      write(incident, event);
      return { incident, event };
    },
    update(id, patch, event) {
      const before = opened.get(id) ?? cleared.get(id);
      if (before === undefined) return undefined;
      const history = event === undefined ? before.incident.history : extend(before.incident.history, event);
      const kept: Kept = { ...before, incident: { ...before.incident, ...patch, history } };
      if (cleared.has(id)) cleared.set(id, kept);
      else if (kept.incident.status === 'cleared') archive(kept);
      else opened.set(id, kept);
      keep(kept);
      if (event !== undefined) write(kept.incident, event);
      return kept.incident;
    },
    setSources(id, sources) {
      const before = opened.get(id);
      if (before === undefined) return;
      const kept: Kept = { ...before, sources };
      opened.set(id, kept);
      keep(kept);
    },
    get: (id) => opened.get(id) ?? cleared.get(id),
    openOf: (condition, root, topic) => opened.get(byRoot.get(rootKey(condition, root, topic)) ?? ''),
    open: () => [...opened.values()],
    list: () =>
      [...opened.values(), ...cleared.values()]
        .sort(byNumber)
        .reverse()
        .map((kept) => kept.incident),
    *known() {
      for (const held of [opened, cleared]) for (const { incident } of held.values()) yield incident;
    },
    async find(id) {
      const known = opened.get(id) ?? cleared.get(id);
      if (known !== undefined) return known.incident;
      const [entry] = await store.journal({ journal: archiveJournal, subject: id, limit: 1 });
      return entry === undefined ? undefined : readKept({ incident: entry.body, sources: [] })?.incident;
    },
    close: () => numbers.close(),
  };
}

/**
 * The first event stays for ever; of the others the newest. What is affected changes with every poll of a large outage: of
 * such changes in a row the newest stands, so that they never push out what a person wrote.
 */
function extend(history: readonly IncidentEvent[], event: IncidentEvent): readonly IncidentEvent[] {
  const again = event.what === 'affected-changed' && history.at(-1)?.what === 'affected-changed';
  const longer = [...(again ? history.slice(0, -1) : history), event];
  if (longer.length <= bounds.historyEvents) return longer;
  return [...longer.slice(0, 1), ...longer.slice(longer.length - bounds.historyEvents + 1)];
}

/** What a former run wrote, where it is whole enough to go on with. */
export function readKept(body: unknown): Kept | undefined {
  if (typeof body !== 'object' || body === null || !('incident' in body) || !('sources' in body)) return undefined;
  const { incident, sources } = body as { incident: Partial<Incident> | null; sources: unknown };
  if (typeof incident !== 'object' || incident === null || !Array.isArray(sources)) return undefined;
  if (!/^INC-\d{1,15}$/.test(String(incident.id)) || !Array.isArray(incident.history)) return undefined;
  if (typeof incident.root?.id !== 'string' || typeof incident.condition !== 'string') return undefined;
  if (!['open', 'acknowledged', 'cleared'].includes(String(incident.status))) return undefined;
  if (!Array.isArray(incident.affected) || typeof incident.summary?.key !== 'string') return undefined;
  return { incident: incident as Incident, sources: sources.map(String) };
}
