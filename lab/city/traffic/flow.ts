import { chance } from './random.ts';
import { slotSeconds, slotsPerWeek, type Week } from './week.ts';

/** Octets that have passed by a time (ms since 1970); only differences mean something. Never falls. */
export type Flow = (at: number) => number;

/** Whole numbers of waves fit a slot, so that each wave adds nothing over the slot and sums stay closed. */
const wavesPerSlot = [2, 5, 13] as const;
/** Together below 1, so that a rate is never negative. */
const waveHeights = [0.3, 0.25, 0.2] as const;
const dayMs = 86_400_000;
/** 1970-01-01 was a Thursday; the Sunday before it. */
const firstSundayMs = -4 * dayMs;

export interface FlowOptions {
  readonly seed: number;
  /** Distinguishes flows of one seed. */
  readonly name: string;
  readonly week: Week;
  readonly peakOctetsPerSecond: number;
  /** Local time less UTC. */
  readonly utcOffsetMs: number;
  /** Sums begin in this week, so that they stay far below 2^53. */
  readonly since: number;
}

/**
 * Traffic in closed form: the week's shape times bursts that differ from quarter to quarter. The same at every asking, in
 * any order, without anything kept: nothing drifts.
 */
export function createFlow({ seed, name, week, peakOctetsPerSecond, utcOffsetMs, since }: FlowOptions): Flow {
  const slotMs = slotSeconds * 1000;
  const toLocal = utcOffsetMs - firstSundayMs;
  const firstWeek = Math.floor((since + toLocal) / (slotMs * slotsPerWeek));
  // The bursts of the current slot; asked far more often than they change.
  let known = Number.NaN;
  let phases: readonly number[] = [];
  let height = 1;
  return (at) => {
    const local = at + toLocal;
    const slot = Math.floor(local / slotMs);
    const inSlot = slot - Math.floor(slot / slotsPerWeek) * slotsPerWeek;
    const seconds = (local - slot * slotMs) / 1000;
    if (slot !== known) {
      known = slot;
      phases = wavesPerSlot.map((_, wave) => 2 * Math.PI * chance(seed, name, slot, wave));
      height = 0.4 + 0.6 * chance(seed, name, slot, 'height');
    }
    let burst = 0;
    for (const [wave, count] of wavesPerSlot.entries()) {
      const turn = (2 * Math.PI * count) / slotSeconds;
      const phase = phases[wave] ?? 0;
      burst += (height * (waveHeights[wave] ?? 0) * (Math.cos(phase) - Math.cos(turn * seconds + phase))) / turn;
    }
    const weeks = Math.floor(slot / slotsPerWeek) - firstWeek;
    const whole = (weeks * week.total + (week.before[inSlot] ?? 0)) * slotSeconds;
    return peakOctetsPerSecond * (whole + (week.shares[inSlot] ?? 0) * (seconds + burst));
  };
}

/** A flow that never changes its rate. */
export function steadyFlow(octetsPerSecond: number, since: number): Flow {
  return (at) => ((at - since) / 1000) * octetsPerSecond;
}

/** Several flows as one, each with its share. */
export function sumOfFlows(parts: readonly { readonly flow: Flow; readonly share: number }[]): Flow {
  return (at) => {
    let sum = 0;
    for (const { flow, share } of parts) sum += flow(at) * share;
    return sum;
  };
}
