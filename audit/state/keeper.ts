import type { Observation } from '../../collector/index.ts';
import type { Cancel, Clock, EpochMs } from '../../core/index.ts';
import type { Store } from '../../store/index.ts';
import type { StateEngine } from './engine.ts';
import { isPoll } from './evidence.ts';
import { type ElementState, type Evidence, elementKinds, type StateChange } from './model.ts';

/** One document for each element, written when it changes. */
const collection = 'states';
/** When each device was last heard or missed: what keeps unchanged states fresh without writing them again. */
const polledCollection = 'state-polls';
/** Devices named in one document of poll times. */
const devicesPerDocument = 500;
/** How often poll times are written. */
const writePolledMs = 10_000;
/** The journal of state changes; its subject is `<kind> <id>`. */
export const stateJournal = 'states';
/** The journal of pauses: each start says when the run before last heard or missed a device, so that nobody's watch is known. */
export const watchJournal = 'watch';

/** The newest poll of a device: when, and with which outcome. */
type LastPoll = readonly [at: EpochMs, outcome: string];

/** Nobody watched between these two: what was seen last before the start, and the start. */
export interface WatchPause {
  readonly lastPollAt: EpochMs;
  readonly startedAt: EpochMs;
}

/** Keeps the states over a restart, also over one that nobody wished for. */
export interface StateKeeper {
  /** Known once started; undefined in a new folder. */
  readonly pause: WatchPause | undefined;
  /** Puts the stored states back into the engine, as fresh as their devices' last polls. Call once, before observing. */
  start(): Promise<readonly StateChange[]>;
  /** Notes that a device was polled and how it answered. */
  polled(observation: Pick<Observation, 'deviceId' | 'finishedAt' | 'outcome'>): void;
  changed(changes: readonly StateChange[]): void;
  /** After the engine took a changed city: forgets what it no longer has. */
  apply(): void;
  /** Writes everything with its newest evidence; the store must still be open. */
  close(): void;
}

export function createStateKeeper(deps: {
  readonly engine: StateEngine;
  readonly store: Store;
  readonly clock: Clock;
}): StateKeeper {
  const { engine, store, clock } = deps;
  const lastPolls = new Map<string, LastPoll>();
  const stored = new Set<string>();
  let documents = 0;
  let cancel: Cancel = () => {};
  let closed = false;
  let pause: WatchPause | undefined;

  const put = (state: ElementState): void => {
    const key = `${state.kind} ${state.id}`;
    stored.add(key);
    store.put({ collection, key, body: state });
  };

  const writePolled = (): void => {
    const entries = [...lastPolls];
    const needed = Math.ceil(entries.length / devicesPerDocument);
    for (let index = 0; index < Math.max(needed, documents); index += 1) {
      const part = entries.slice(index * devicesPerDocument, (index + 1) * devicesPerDocument);
      const body = part.length === 0 ? undefined : Object.fromEntries(part);
      store.put({ collection: polledCollection, key: String(index), body });
    }
    documents = needed;
  };

  const changed = (changes: readonly StateChange[]): void => {
    for (const { before, after } of changes) {
      put(after);
      // Terminals are switched on and off all day: their ports' history is that of the series.
      if (before === undefined || after.kind === 'interface') continue;
      const { kind, id, state, reason, since, behind } = after;
      const body = { before: before.state, state, reason, ...(behind === undefined ? {} : { behind }) };
      // The same word for another reason has its own time: `since` is when the word began.
      const at = before.state === state ? clock.now() : since;
      store.record({ journal: stateJournal, at, subject: `${kind} ${id}`, body });
    }
  };

  const again = (): void => {
    if (closed) return;
    writePolled();
    cancel = clock.after(writePolledMs, again);
  };

  return {
    get pause() {
      return pause;
    },
    changed,
    polled: ({ deviceId, finishedAt, outcome }) => void lastPolls.set(deviceId, [finishedAt, outcome]),
    async start() {
      const polls = await store.documents(polledCollection);
      documents = polls.length;
      for (const { body } of polls) for (const [id, poll] of pollsOf(body)) lastPolls.set(id, poll);
      const lastPollAt = [...lastPolls.values()].reduce((newest, [at]) => Math.max(newest, at), 0);
      if (lastPollAt > 0) {
        pause = { lastPollAt, startedAt: clock.now() };
        store.record({ journal: watchJournal, at: pause.startedAt, subject: 'server', body: { lastPollAt } });
      }
      const states: ElementState[] = [];
      for (const { key, body } of await store.documents(collection)) {
        stored.add(key);
        if (isState(body)) states.push(asFreshAs(body, lastPolls));
      }
      const changes = engine.restore(states);
      changed(changes);
      cancel = clock.after(writePolledMs, again);
      return changes;
    },
    apply() {
      const present = new Set(elementKinds.flatMap((kind) => engine.all(kind).map(({ id }) => `${kind} ${id}`)));
      for (const key of stored) {
        if (present.has(key)) continue;
        stored.delete(key);
        store.put({ collection, key, body: undefined });
      }
      const { devices } = engine.topology.city;
      for (const id of lastPolls.keys()) if (!devices.has(id)) lastPolls.delete(id);
    },
    close() {
      closed = true;
      cancel();
      writePolled();
      for (const kind of elementKinds) for (const state of engine.all(kind)) put(state);
    },
  };
}

/** An unchanged state rests on the newest polls of its devices: they said the same, or it would have been written anew. */
function asFreshAs(state: ElementState, lastPolls: ReadonlyMap<string, LastPoll>): ElementState {
  const evidence = state.evidence.map((entry): Evidence => {
    const [at, outcome] = lastPolls.get(entry.deviceId) ?? [0, ''];
    const saysTheSame = isPoll(entry) ? outcome === entry.value : outcome === 'answered';
    return saysTheSame && at > entry.at ? { ...entry, at } : entry;
  });
  return {
    ...state,
    evidence,
    observedAt: evidence.reduce((newest, { at }) => Math.max(newest, at), state.observedAt),
  };
}

function isState(body: unknown): body is ElementState {
  if (typeof body !== 'object' || body === null) return false;
  const { kind, id, state, evidence } = body as Partial<Record<keyof ElementState, unknown>>;
  const known: readonly unknown[] = elementKinds;
  return known.includes(kind) && typeof id === 'string' && typeof state === 'string' && Array.isArray(evidence);
}

function pollsOf(body: unknown): [string, LastPoll][] {
  if (typeof body !== 'object' || body === null) return [];
  return Object.entries(body).filter((entry): entry is [string, LastPoll] => {
    const poll: unknown = entry[1];
    return Array.isArray(poll) && Number.isSafeInteger(poll[0]) && typeof poll[1] === 'string';
  });
}
