import { type Clock, type EpochMs, type Message, message } from '../../../core/index.ts';
import type { Ledger } from '../../../ledger/index.ts';
import type { Store } from '../../../store/index.ts';
import type { ProbeProtocol, ProbeRun } from '../model.ts';

const collection = 'leak-drills';

/** Every bound of leak drills. */
export const drillLimits = {
  /** Between two rounds of tries. */
  everyMs: 5_000,
  /** For somebody to close the hole when the drill has ended; then an open way is a violation. */
  closingMs: 600_000,
  minutes: 120,
  kept: 500,
  permissionCharacters: 500,
} as const;

/** How soon one way out was found. */
export interface DrillResult {
  readonly protocol: ProbeProtocol;
  readonly target: string;
  readonly tries: number;
  /** Since the drill began; undefined: it was missed. */
  readonly foundAfterMs: number | undefined;
}

/** A hole that was opened on purpose, and whether it was found. */
export interface Drill {
  readonly id: string;
  readonly targetId: string;
  /** Who allowed it, in writing. */
  readonly permission: string;
  /** Who proposed it. */
  readonly startedBy: string;
  /** The second person; absent in drills from before there was one. */
  readonly approvedBy?: string;
  readonly startedAt: EpochMs;
  readonly endsAt: EpochMs;
  /** `ended`: all were found, or the time was over. `stopped`: by a person or the end of Fangzhou: what was not found is not proved missed. */
  readonly state: 'running' | 'ended' | 'stopped';
  readonly endedAt?: EpochMs;
  readonly results: readonly DrillResult[];
}

export type DrillAnswer =
  | { readonly ok: true; readonly drill: Drill }
  | { readonly ok: false; readonly what: Message; readonly remedy: Message };

/**
 * Authorised drills: while one runs, every way out to its sentinel is tried every few seconds and must be found open. Its runs are handed to
 * nobody who judges, so that an authorised hole is no violation; what came of it is on record.
 */
export interface Drills {
  /** One that ran when Fangzhou ended was stopped by that. */
  start(): Promise<void>;
  /** Newest first. */
  list(): readonly Drill[];
  /** Whether this target has a hole by permission, or had one a moment ago: then a way that is open is no violation. */
  isDrilled(targetId: string): boolean;
  /** Why no drill can begin there now. */
  obstacle(targetId: string): Extract<DrillAnswer, { readonly ok: false }> | undefined;
  begin(wish: {
    readonly targetId: string;
    readonly permission: string;
    readonly minutes: number;
    readonly by: string;
    readonly approvedBy: string;
  }): DrillAnswer;
  /** Ends the running one; resolves when its last try has ended. */
  stop(): Promise<void>;
}

/** `tryAll`: one round of every way out to a target, committed to on record; `isTarget`: whether it is declared and answers with a signature. */
export function createDrills(deps: {
  readonly isTarget: (targetId: string) => boolean;
  readonly tryAll: (targetId: string, drillId: string, stop: AbortSignal) => Promise<readonly ProbeRun[]>;
  readonly store: Pick<Store, 'put' | 'documents'>;
  readonly ledger: Pick<Ledger, 'append'>;
  readonly clock: Clock;
  readonly onFailed: (thrown: unknown) => void;
}): Drills {
  const { isTarget, tryAll, store, ledger, clock, onFailed } = deps;
  const drills = new Map<string, Drill>();
  let running: { readonly stopper: AbortController; readonly ended: Promise<void> } | undefined;

  function keep(drill: Drill): void {
    drills.set(drill.id, drill);
    store.put({ collection, key: drill.id, body: drill });
    const oldest = drills.size > drillLimits.kept ? drills.keys().next().value : undefined;
    if (oldest !== undefined) drills.delete(oldest);
  }

  function finish(drill: Drill, state: 'ended' | 'stopped'): void {
    const done = { ...drill, state, endedAt: clock.now() };
    keep(done);
    ledger.append({
      kind: 'probe',
      subject: `drill ${drill.id}`,
      body: {
        what: 'drill-ended',
        state,
        target: drill.targetId,
        permission: drill.permission,
        results: drill.results.map(({ protocol, target, tries, foundAfterMs }) => ({
          protocol,
          target,
          tries,
          foundAfterSeconds: foundAfterMs === undefined ? null : Math.round(foundAfterMs / 1000),
        })),
      },
    });
  }

  function obstacle(targetId: string): Extract<DrillAnswer, { readonly ok: false }> | undefined {
    if (running !== undefined) return no('running', {});
    return isTarget(targetId) ? undefined : no('target', { target: targetId });
  }

  async function drive(drill: Drill, stop: AbortSignal): Promise<void> {
    let now = drill;
    while (!stop.aborted && clock.now() < drill.endsAt) {
      const from = clock.now();
      const runs = await tryAll(drill.targetId, drill.id, stop).catch((thrown: unknown): readonly ProbeRun[] => {
        onFailed(thrown);
        return [];
      });
      now = { ...now, results: counted(now.results, runs, drill.startedAt, clock.now()) };
      keep(now);
      if (now.results.length > 0 && now.results.every(({ foundAfterMs }) => foundAfterMs !== undefined)) break;
      const left = Math.min(drillLimits.everyMs - (clock.now() - from), drill.endsAt - clock.now());
      if (left > 0 && !stop.aborted) await pause(clock, left, stop);
    }
    finish(now, stop.aborted ? 'stopped' : 'ended');
  }

  return {
    async start() {
      const found = (await store.documents(collection)).flatMap(({ body }) => (isDrill(body) ? [body] : []));
      for (const drill of found.sort((one, other) => one.startedAt - other.startedAt)) drills.set(drill.id, drill);
      for (const drill of drills.values()) if (drill.state === 'running') finish(drill, 'stopped');
    },
    list: () => [...drills.values()].reverse(),
    isDrilled: (targetId) =>
      [...drills.values()].some(
        (drill) =>
          drill.targetId === targetId &&
          (drill.state === 'running' || Math.abs(clock.now() - (drill.endedAt ?? 0)) < drillLimits.closingMs),
      ),
    obstacle,
    begin({ targetId, permission, minutes, by, approvedBy }) {
      const refused = obstacle(targetId);
      if (refused !== undefined) return refused;
      const startedAt = clock.now();
      const id = new Date(startedAt).toISOString().replace(/[^0-9TZ]/g, '');
      const endsAt = startedAt + Math.min(minutes, drillLimits.minutes) * 60_000;
      const drill: Drill = {
        id,
        targetId,
        permission,
        startedBy: by,
        approvedBy,
        startedAt,
        endsAt,
        state: 'running',
        results: [],
      };
      keep(drill);
      ledger.append({
        kind: 'probe',
        subject: `drill ${id}`,
        body: {
          what: 'drill-begun',
          target: targetId,
          permission,
          by,
          approvedBy,
          until: new Date(endsAt).toISOString(),
        },
      });
      const stopper = new AbortController();
      const ended = drive(drill, stopper.signal)
        .catch(onFailed)
        .finally(() => {
          running = undefined;
        });
      running = { stopper, ended };
      return { ok: true, drill };
    },
    async stop() {
      running?.stopper.abort();
      await running?.ended;
    },
  };
}

/** Each way out with its tries so far, and when it was found first. */
function counted(
  before: readonly DrillResult[],
  runs: readonly ProbeRun[],
  startedAt: EpochMs,
  now: EpochMs,
): readonly DrillResult[] {
  const known = new Map(before.map((result) => [`${result.protocol} ${result.target}`, result]));
  for (const { protocol, target, outcome } of runs) {
    const key = `${protocol} ${target}`;
    const result = known.get(key) ?? { protocol, target, tries: 0, foundAfterMs: undefined };
    const isRed = outcome === 'leaked' || outcome === 'lead';
    const foundAfterMs = result.foundAfterMs ?? (isRed ? Math.max(0, now - startedAt) : undefined);
    known.set(key, { ...result, tries: result.tries + 1, foundAfterMs });
  }
  return [...known.values()];
}

function pause(clock: Clock, ms: number, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      cancel();
      stop.removeEventListener('abort', done);
      resolve();
    };
    const cancel = clock.after(ms, done);
    stop.addEventListener('abort', done);
  });
}

function no(why: string, params: Readonly<Record<string, string>>): Extract<DrillAnswer, { readonly ok: false }> {
  return {
    ok: false,
    what: message(`isolation.drill.${why}`, params),
    remedy: message(`isolation.drill.${why}.remedy`),
  };
}

function isDrill(body: unknown): body is Drill {
  const { id, targetId, startedAt, state, results } = (body ?? {}) as Partial<Drill>;
  return (
    [id, targetId].every((each) => typeof each === 'string') &&
    typeof startedAt === 'number' &&
    (state === 'running' || state === 'ended' || state === 'stopped') &&
    Array.isArray(results)
  );
}
