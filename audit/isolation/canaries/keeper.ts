import type { Clock } from '../../../core/index.ts';
import type { Store } from '../../../store/index.ts';
import { type ProbeProtocol, type ProbeRun, probeProtocols } from '../model.ts';

/** Every bound of the runs that are held. */
export const runLimits = {
  journal: 'canaries',
  /** Runs of one way out to one target: a month of half-hours, so that notes that are carried over once a month still meet them. */
  perTarget: 1_500,
  /** The two-sensor test goes to every host, once a day. */
  perSpoofedTarget: 35,
  /** The self-check of each browser, about once a day. */
  perBrowserTarget: 35,
  targets: 8_192,
  /** Runs that a restart reads back. */
  restored: 200_000,
  ageMs: 35 * 86_400_000,
} as const;

/** Remembers what was tried, over a restart, for the judging and for what is carried over later. */
export interface CanaryRuns {
  /** Reads what the store has; the store must be open. */
  start(): Promise<void>;
  add(run: ProbeRun): void;
  /** Oldest first. */
  ofPlace(placeId: string): readonly ProbeRun[];
  /** The newest run of each way out to each target. */
  newest(): readonly ProbeRun[];
  /** A run by its nonce, or by the first half of it. */
  byNonce(nonce: string): ProbeRun | undefined;
}

export function createCanaryRuns({
  store,
  clock,
}: {
  readonly store: Pick<Store, 'record' | 'journal'>;
  readonly clock: Clock;
}): CanaryRuns {
  const byPlace = new Map<string, Map<string, ProbeRun[]>>();
  const nonces = new Map<string, ProbeRun>();
  const halves = new Map<string, ProbeRun>();
  let targets = 0;

  function hold(run: ProbeRun): void {
    const place = byPlace.get(run.placeId) ?? new Map<string, ProbeRun[]>();
    byPlace.set(run.placeId, place);
    const key = `${run.protocol} ${run.target}`;
    const known = place.get(key);
    if (known === undefined && targets >= runLimits.targets) return;
    if (known === undefined) targets += 1;
    const runs = known ?? [];
    place.set(key, runs);
    runs.push(run);
    nonces.set(run.nonce, run);
    halves.set(run.nonce.slice(0, 16), run);
    const most = mostOf(run.protocol);
    const dropped = runs.length > most ? runs.shift() : undefined;
    if (dropped === undefined) return;
    nonces.delete(dropped.nonce);
    halves.delete(dropped.nonce.slice(0, 16));
  }

  return {
    async start() {
      const from = clock.now() - runLimits.ageMs;
      const found: ProbeRun[] = [];
      let before: number | undefined;
      while (found.length < runLimits.restored) {
        const page = await store.journal({
          journal: runLimits.journal,
          from,
          limit: 1_000,
          ...(before === undefined ? {} : { before }),
        });
        for (const { body } of page) if (isRun(body)) found.push(body);
        const last = page.at(-1);
        if (last === undefined || page.length < 1_000) break;
        before = last.sequence;
      }
      for (const run of found.reverse()) hold(run);
    },
    add(run) {
      hold(run);
      store.record({ journal: runLimits.journal, at: run.at, subject: run.placeId, body: run });
    },
    ofPlace: (placeId) => [...(byPlace.get(placeId)?.values() ?? [])].flat(),
    newest: () => [...byPlace.values()].flatMap((place) => [...place.values()].flatMap((runs) => runs.at(-1) ?? [])),
    byNonce: (nonce) => nonces.get(nonce) ?? (nonce.length === 16 ? halves.get(nonce) : undefined),
  };
}

function mostOf(protocol: ProbeProtocol): number {
  if (protocol === 'spoofed') return runLimits.perSpoofedTarget;
  return protocol === 'browser' ? runLimits.perBrowserTarget : runLimits.perTarget;
}

function isRun(body: unknown): body is ProbeRun {
  if (typeof body !== 'object' || body === null) return false;
  const { placeId, protocol, at, target, nonce } = body as Partial<ProbeRun>;
  return (
    typeof placeId === 'string' &&
    probeProtocols.includes(protocol as ProbeProtocol) &&
    typeof at === 'number' &&
    typeof target === 'string' &&
    typeof nonce === 'string'
  );
}
