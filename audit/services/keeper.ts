import type { Cancel, Clock } from '../../core/index.ts';
import type { Store } from '../../store/index.ts';
import type { KeptServices, ServiceEngine } from './engine.ts';
import type { ServiceChange } from './model.ts';
import { viewId } from './model.ts';
import type { Track } from './track.ts';
import type { KeptViews } from './view-book.ts';

/** One document for each probe and place, written when its state is another one. */
const trackCollection = 'service-tracks';
/** When each was tried last, in one document: what keeps unchanged states fresh without writing them again. */
const triedCollection = 'service-tries';
/** One document for each point. */
const viewCollection = 'service-views';
/** The journal of services; its subject is the service. */
export const serviceStateJournal = 'service-state';
/** The journal of views; its subject is `<point>/<service>`. Read it through `viewStory`: what was measured may be written late. */
export const viewStateJournal = 'view-state';
const writeMs = 10_000;
/** Tracks named in one document of tries. */
const tracksPerDocument = 500;

/** Keeps services and views over a restart, as fresh as their evidence is. */
export interface ServiceKeeper {
  /** Puts what was kept back into the engine. Call once, before observing. */
  start(): Promise<readonly ServiceChange[]>;
  changed(changes: readonly ServiceChange[]): void;
  close(): void;
}

export function createServiceKeeper(deps: {
  readonly engine: ServiceEngine;
  readonly store: Store;
  readonly clock: Clock;
}): ServiceKeeper {
  const { engine, store, clock } = deps;
  const stored = new Set<string>();
  let documents = 0;
  let cancel: Cancel = () => {};

  function write(): void {
    const { tracks, views } = engine.takeTouched();
    for (const track of tracks) {
      const key = keyOf(track);
      stored.add(key);
      store.put({ collection: trackCollection, key, body: plain(track) });
    }
    for (const kept of views) store.put({ collection: viewCollection, key: kept.pointId, body: kept });
  }

  function writeTries(): void {
    const tracks = engine.tracks();
    const present = new Set(tracks.map(keyOf));
    for (const key of stored) {
      if (present.has(key)) continue;
      stored.delete(key);
      store.put({ collection: trackCollection, key, body: undefined });
    }
    const needed = Math.ceil(tracks.length / tracksPerDocument);
    for (let index = 0; index < Math.max(needed, documents); index += 1) {
      const part = tracks.slice(index * tracksPerDocument, (index + 1) * tracksPerDocument);
      const body = Object.fromEntries(part.map((track) => [keyOf(track), [track.observedAt, track.triedAt]]));
      store.put({ collection: triedCollection, key: String(index), body: part.length === 0 ? undefined : body });
    }
    documents = needed;
  }

  const again = (): void => {
    write();
    writeTries();
    cancel = clock.after(writeMs, again);
  };

  function changed(changes: readonly ServiceChange[]): void {
    for (const change of changes) store.record(entryOf(change));
    if (changes.length > 0) write();
  }

  return {
    changed,
    async start() {
      const tries = new Map<string, unknown>();
      const kept = await store.documents(triedCollection);
      documents = kept.length;
      for (const { body } of kept) for (const [key, times] of Object.entries(body ?? {})) tries.set(key, times);
      const tracks = (await store.documents(trackCollection)).flatMap(({ key, body }) => {
        stored.add(key);
        return isTrack(body) ? [asFreshAs(body, tries.get(key))] : [];
      });
      const views = (await store.documents(viewCollection)).flatMap(({ body }) => (isViews(body) ? [body] : []));
      const changes = engine.restore({ tracks, views } satisfies KeptServices);
      changed(changes);
      cancel = clock.after(writeMs, again);
      return changes;
    },
    close() {
      cancel();
      write();
      writeTries();
    },
  };
}

const keyOf = ({ vantageId, probeId }: Track): string => `${vantageId} ${probeId}`;

/** Counts of tries in a row begin anew after a restart, and what was silent is judged by its times. */
function plain({ silence: _, ...track }: Track): Track {
  const none = { count: 0, since: 0 };
  return { ...track, bad: none, weak: none, good: none, served: none };
}

/** An unchanged state rests on the newest try: it said the same, or it would have been written anew. */
function asFreshAs(track: Track, times: unknown): Track {
  if (!Array.isArray(times) || !times.every(Number.isSafeInteger)) return track;
  const [observedAt, triedAt] = times as [number, number];
  return {
    ...track,
    observedAt: Math.max(track.observedAt, observedAt),
    triedAt: Math.max(track.triedAt, triedAt),
  };
}

function entryOf(change: ServiceChange) {
  if (change.what === 'service') {
    const { state, reason, root, serviceId } = change.after;
    const body = { before: change.before, state, reason, ...(root === undefined ? {} : { root }) };
    return { journal: serviceStateJournal, at: change.at, subject: serviceId, body };
  }
  const { at, before, state, reason, basis, roots } = change;
  return { journal: viewStateJournal, at, subject: viewId(change), body: { before, state, reason, basis, roots } };
}

/** A document of another version, or a torn one, is as none. */
function isTrack(body: unknown): body is Track {
  if (typeof body !== 'object' || body === null) return false;
  const { probeId, vantageId, state, since, observedAt, reason } = body as Partial<Record<keyof Track, unknown>>;
  const isText = [probeId, vantageId, state, (reason as { key?: unknown } | undefined)?.key].every(
    (each) => typeof each === 'string',
  );
  return isText && Number.isSafeInteger(since) && Number.isSafeInteger(observedAt);
}

function isViews(body: unknown): body is KeptViews {
  if (typeof body !== 'object' || body === null) return false;
  const { pointId, views } = body as Partial<Record<keyof KeptViews, unknown>>;
  if (typeof pointId !== 'string' || typeof views !== 'object' || views === null) return false;
  return Object.values(views).every(
    (view) => typeof view?.derived === 'string' && Number.isSafeInteger(view.shownSince),
  );
}
