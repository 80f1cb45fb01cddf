/** A reference city whose services are tried by hand: the engine with a clock, and states that a test sets. */
import type { ProbeOutcome, ProbeResult } from '../../collector/index.ts';
import { FakeClock } from '../../core/clock.fake.ts';
import { message } from '../../core/index.ts';
import type { City, ProbePhase, ProbeSettings } from '../../inventory/index.ts';
import { referenceCity } from '../city.fake.ts';
import { impactGraphOf } from '../impact/graph.ts';
import type { ElementRef, StateWord } from '../state/model.ts';
import { createServiceEngine } from './engine.ts';
import type { ServiceChange, ServiceSight } from './model.ts';
import { presentPaths } from './paths.ts';

export const tuning = { raiseAfterPolls: 3, clearAfterPolls: 2 };
export const periodMs = 60_000;
/** Three periods, one time-out of 10 s, and the margin. */
export const staleMs = 3 * periodMs + 10_000 + 15_000;
export const startAt = Date.UTC(2026, 2, 4, 2, 0);

export function probeOf(serviceId: string, more: Partial<ProbeSettings> = {}): ProbeSettings {
  return {
    id: serviceId,
    nameZh: serviceId,
    nameEn: serviceId,
    serviceId,
    periodSeconds: periodMs / 1000,
    timeoutMs: 10_000,
    retries: 0,
    budgetsMs: {},
    from: ['hub'],
    kind: 'tcp',
    host: '192.0.2.1',
    port: 80,
    expect: undefined,
    ...more,
  } as ProbeSettings;
}

export function resultOf(
  probeId: string,
  outcome: ProbeOutcome,
  startedAt: number,
  more: { readonly vantageId?: string; readonly failedPhase?: ProbePhase } = {},
): ProbeResult {
  const { vantageId = 'hub', failedPhase } = more;
  return {
    ...{ probeId, serviceId: probeId, vantageId, startedAt, durationMs: 12, tries: 1, outcome },
    ...(failedPhase === undefined ? {} : { failedPhase }),
    reason: message(`collector.services.${outcome}`),
    phases: { connect: 2, total: 12 },
    steps: [],
    values: [],
  };
}

export function openStage(
  options: {
    readonly probes?: readonly ProbeSettings[];
    readonly collectors?: Readonly<Record<string, string>>;
    readonly clock?: FakeClock;
    readonly city?: City;
  } = {},
) {
  const city = options.city ?? referenceCity();
  const clock = options.clock ?? new FakeClock(startAt);
  const states = new Map<string, { state: StateWord; since: number; behind?: readonly ElementRef[] }>();
  let probes = options.probes ?? [...city.services.keys()].map((id) => probeOf(id));
  const sight: ServiceSight = {
    state: (kind, id) => states.get(`${kind} ${id}`) ?? { state: 'up', since: startAt },
    isPairDead: () => false,
  };
  const engine = createServiceEngine({
    city: () => city,
    probes: () => probes,
    tuning,
    clock,
    sight,
    paths: (downSignOn) =>
      presentPaths(impactGraphOf(city), {
        state: sight.state,
        service: (id) => (id === downSignOn ? 'down' : undefined),
      }),
    pointOf: (vantageId) => options.collectors?.[vantageId],
  });
  const seen: ServiceChange[] = [];
  const keep = (changes: readonly ServiceChange[]): readonly ServiceChange[] => {
    seen.push(...changes);
    return changes;
  };
  return {
    ...{ city, clock, engine, seen },
    /** One round of tries of the hub: good, but those that are named. */
    async round(outcomes: Readonly<Record<string, ProbeOutcome>> = {}, failedPhase?: ProbePhase) {
      await clock.advance(periodMs);
      for (const { id, from } of probes) {
        if (!from.includes('hub')) continue;
        const outcome = outcomes[id] ?? 'good';
        keep(
          engine.observe(
            resultOf(id, outcome, clock.now(), outcome === 'good' || failedPhase === undefined ? {} : { failedPhase }),
          ),
        );
      }
      keep(engine.tick());
    },
    observe: (result: ProbeResult) => keep(engine.observe(result)),
    tick: () => keep(engine.tick()),
    set(key: string, state: StateWord, behind?: readonly ElementRef[]) {
      states.set(key, { state, since: clock.now(), ...(behind === undefined ? {} : { behind }) });
      return keep(engine.pathChanged(clock.now()));
    },
    declare(next: readonly ProbeSettings[]) {
      probes = next;
      return keep(engine.apply());
    },
    words: (serviceId: string) =>
      Object.fromEntries(
        engine.views().flatMap((view) => (view.serviceId === serviceId ? [[view.pointId, view.state] as const] : [])),
      ),
  };
}
