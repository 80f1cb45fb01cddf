import type { InterfaceReading, Observation } from '../observation.ts';
import { deviceSample } from './device-sample.ts';
import { type Baseline, baselineOf, type InterfaceRates, noRates, ratesBetween } from './interface-rates.ts';
import { judge, type RateState } from './judgement.ts';
import type { GapReason, RateResult, Sample } from './model.ts';
import { type Moment, momentOf, type Passage, passage } from './moment.ts';

/** Readings older than this are no baseline: an average over more than a day hides more than it tells. */
const oldestBaselineMs = 24 * 3_600_000;
/** Interfaces remembered of one device, at most; more rows than that are not turned into rates. */
export const maxInterfacesPerDevice = 10_000;

/** Judges the time since a baseline; most interfaces of a device share one, so the last answer is kept. */
function timeSince(moment: Moment, unsound: boolean): (before: Moment) => Passage {
  let last: { before: Moment; passage: Passage } | undefined;
  return (before) => {
    if (last?.before !== before) last = { before, passage: passage(before, moment, unsound) };
    return last.passage;
  };
}

function ratesSince(
  baseline: Baseline | undefined,
  reading: InterfaceReading,
  since: (before: Moment) => Passage,
  wrapsBelieved: boolean,
): InterfaceRates {
  if (baseline === undefined) return noRates('first-reading');
  const between = since(baseline.moment);
  if (between.kind === 'duplicate') return noRates('duplicate');
  if (between.kind !== 'onward') return noRates('clock-disagrees');
  if (between.elapsedMs > oldestBaselineMs) return noRates('too-far-apart');
  return ratesBetween(baseline, reading, between.elapsedMs, wrapsBelieved);
}

/** Baselines of interfaces that a partial answer left out stay for a day; a whole answer drops what it does not name. */
function keptFrom(state: RateState | undefined, observation: Observation, moment: Moment): Map<string, Baseline> {
  const kept = new Map<string, Baseline>();
  if (state === undefined || observation.outcome !== 'partial') return kept;
  const room = maxInterfacesPerDevice - (observation.interfaces?.length ?? 0);
  for (const [name, baseline] of state.baselines) {
    if (kept.size >= room) break;
    if (Math.abs(moment.startedAt - baseline.moment.startedAt) <= oldestBaselineMs) kept.set(name, baseline);
  }
  return kept;
}

/**
 * Turns one observation of a device into samples: counters into rates per second, host load into ratios. Pure.
 * A rate that cannot be is never given: where anything is in doubt the value is a gap with its reason.
 */
export function ratesOf(
  state: RateState | undefined,
  observation: Observation,
): { readonly state: RateState | undefined; readonly result: RateResult } {
  const interfaces = observation.interfaces;
  if (observation.identity === undefined && interfaces === undefined) {
    return { state, result: { samples: [deviceSample(observation, 0)], gaps: {} } };
  }
  const moment = momentOf(observation);
  const judgement = judge(state, moment, interfaces ?? []);
  const since = timeSince(moment, judgement.unsound);
  // Without sysUpTime a restart cannot be seen, and a counter that fell may have fallen with one.
  const wrapsBelieved = moment.sysUpTimeTicks !== undefined;
  const known = judgement.baselines === 'forget' ? undefined : state;
  const samples: Sample[] = [deviceSample(observation, judgement.wraps)];
  const gaps: Partial<Record<GapReason, number>> = {};
  const next = keptFrom(known, observation, moment);
  const seen = new Set<string>();
  for (const reading of interfaces ?? []) {
    if (seen.has(reading.name) || seen.size >= maxInterfacesPerDevice) continue;
    seen.add(reading.name);
    const before = known?.baselines.get(reading.name);
    const rates =
      judgement.blank === undefined ? ratesSince(before, reading, since, wrapsBelieved) : noRates(judgement.blank);
    for (const reason of new Set(rates.gaps)) gaps[reason] = (gaps[reason] ?? 0) + 1;
    const gap = rates.gaps.find((reason) => reason !== 'not-offered');
    samples.push({
      entityKind: 'interface',
      entityId: `${observation.deviceId}/${reading.name}`,
      at: observation.finishedAt,
      values: rates.values,
      ...(gap === undefined ? {} : { gap }),
    });
    const tooSoon = before !== undefined && rates.gaps[0] === 'duplicate';
    next.set(reading.name, tooSoon ? before : baselineOf(reading, moment));
  }
  const kept = judgement.baselines === 'keep' && state !== undefined;
  const restart = judgement.restart && {
    deviceId: observation.deviceId,
    at: observation.finishedAt,
    evidence: judgement.restart,
  };
  return {
    state: kept
      ? { ...state, droppedLast: judgement.blank === 'out-of-order' }
      : {
          // Restarts are recognised against the last poll that told the uptime.
          moment: moment.sysUpTimeTicks === undefined && known !== undefined ? known.moment : moment,
          baselines: interfaces === undefined && known !== undefined ? known.baselines : next,
          upTimeWraps: judgement.wraps,
          unsound: judgement.unsound,
          droppedLast: false,
        },
    result: { samples, gaps, ...(restart === undefined ? {} : { restart }) },
  };
}

/** Remembers the devices' last readings and turns each observation into samples. */
export interface Rates {
  /** Never throws; at most one baseline per interface is kept. */
  observe(observation: Observation): RateResult;
  /** Forgets every device that is not named, after a reload. */
  retain(deviceIds: Iterable<string>): void;
  /** Interfaces remembered, for the collector's own metrics. */
  readonly size: number;
}

/** Keeps one `RateState` per device around the pure `ratesOf`. */
export function createRates(): Rates {
  const states = new Map<string, RateState>();
  return {
    observe(observation) {
      const { state, result } = ratesOf(states.get(observation.deviceId), observation);
      if (state !== undefined) states.set(observation.deviceId, state);
      return result;
    },
    retain(deviceIds) {
      const kept = new Set(deviceIds);
      for (const id of states.keys()) if (!kept.has(id)) states.delete(id);
    },
    get size() {
      let interfaces = 0;
      for (const state of states.values()) interfaces += state.baselines.size;
      return interfaces;
    },
  };
}
