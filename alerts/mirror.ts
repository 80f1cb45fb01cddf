import { isDeepStrictEqual } from 'node:util';
import { message } from '../core/index.ts';
import type { Store } from '../store/index.ts';
import type { ActionResult } from './action.ts';
import type { AlertEngine } from './door.ts';
import type { Incident, IncidentChange } from './incident.ts';
import { archiveJournal, incidentCollection, readKept } from './register.ts';

/** Incidents as another instance decides them, read from the store that follows it. Nothing is decided here. */
export interface IncidentMirror
  extends Pick<AlertEngine, 'list' | 'find' | 'counts' | 'acknowledge' | 'note' | 'subscribe'> {
  /** Reads the store again and tells what changed; calls that come while it reads are one. */
  refresh(): Promise<void>;
}

const newestFirst = (a: Incident, b: Incident): number => Number(b.id.slice(4)) - Number(a.id.slice(4));

export async function openMirror(store: Pick<Store, 'documents' | 'journal'>): Promise<IncidentMirror> {
  let known = new Map<string, Incident>();
  let reading: Promise<void> | undefined;
  let wanted = false;
  const listeners = new Set<(change: IncidentChange) => void>();

  const read = async (): Promise<void> => {
    const documents = await store.documents(incidentCollection);
    const next = documents.flatMap(({ body }) => readKept(body)?.incident ?? []).sort(newestFirst);
    const before = known;
    known = new Map(next.map((incident) => [incident.id, incident]));
    for (const incident of next.toReversed()) {
      const event = incident.history.at(-1);
      if (event === undefined || isDeepStrictEqual(before.get(incident.id), incident)) continue;
      for (const listener of listeners) listener({ incident, event });
    }
  };

  const refused = (): ActionResult => ({ ok: false, reason: message('alerts.action.standby') });

  const mirror: IncidentMirror = {
    async refresh() {
      wanted = true;
      reading ??= (async () => {
        while (wanted) {
          wanted = false;
          await read();
        }
      })().finally(() => {
        reading = undefined;
      });
      return reading;
    },
    list: () => [...known.values()],
    async find(id) {
      const at = known.get(id);
      if (at !== undefined) return at;
      const [entry] = await store.journal({ journal: archiveJournal, subject: id, limit: 1 });
      return entry === undefined ? undefined : readKept({ incident: entry.body, sources: [] })?.incident;
    },
    counts() {
      const of = (status: Incident['status']) => [...known.values()].filter((each) => each.status === status).length;
      return { open: of('open'), acknowledged: of('acknowledged') };
    },
    acknowledge: refused,
    note: refused,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
  await mirror.refresh();
  return mirror;
}
