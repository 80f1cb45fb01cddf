import type { EpochMs } from '../../core/index.ts';
import type { Observation } from '../observation.ts';
import type { Restart } from './model.ts';

/** When a poll was taken: by our clock, and by the agent's own clocks where it told them. */
export interface Moment {
  readonly startedAt: EpochMs;
  readonly finishedAt: EpochMs;
  readonly sysUpTimeTicks: number | undefined;
  readonly engineBoots: number | undefined;
  readonly hrSystemUptimeTicks: number | undefined;
}

/** What lies between two polls of one device. */
export type Passage =
  /** Time went on; `wrapped` where sysUpTime passed 2^32 (497.1 days), which is no restart. */
  | { readonly kind: 'onward'; readonly elapsedMs: number; readonly wrapped: boolean }
  | { readonly kind: 'restart'; readonly evidence: Restart['evidence'] }
  /** The same answer again, or so soon after it that a rate would be noise. */
  | { readonly kind: 'duplicate' }
  /** An answer that is older than the one before it. */
  | { readonly kind: 'out-of-order' }
  /** The agent's clock and ours disagree on the time between. */
  | { readonly kind: 'disagreement' };

/** A tick is a hundredth of a second (TimeTicks, RFC 2578). */
const msPerTick = 10;
/** How far apart the agent's and our measure of the time between two polls may be: this and a tenth of it. */
const slackMs = 5_000;
/** Below this a rate is noise: agents refresh their counters about once a second. */
export const shortestElapsedMs = 1_000;
/** No answer travels longer than this; an uptime that fell by more than it did not fall because answers overtook each other. */
const latestAnswerMs = 60_000;

/** The moment of an observation. */
export function momentOf({ startedAt, finishedAt, identity }: Observation): Moment {
  return {
    startedAt,
    finishedAt,
    sysUpTimeTicks: identity?.sysUpTimeTicks,
    engineBoots: identity?.engineBoots,
    hrSystemUptimeTicks: identity?.hrSystemUptimeTicks,
  };
}

/** Ticks from one reading to the next, modulo 2^32. */
function ticksBetween(before: number, after: number): number {
  return (after - before) >>> 0;
}

/** How far the two clocks may disagree on the time between two moments, in milliseconds. */
function toleranceMs(before: Moment, after: Moment): number {
  const polling = before.finishedAt - before.startedAt + (after.finishedAt - after.startedAt);
  return slackMs + Math.abs(after.startedAt - before.startedAt) / 10 + Math.max(0, polling);
}

/** The time between two moments by our clock, and what is known of how far it can be trusted. */
interface Span {
  readonly clockMs: number;
  readonly toleranceMs: number;
  readonly unsound: boolean;
}

/** True where an uptime fell because its owner started since the poll before, and not because it wrapped. */
function startedSince(before: number | undefined, after: number | undefined, span: Span): boolean {
  if (before === undefined || after === undefined || after >= before || span.clockMs <= 0) return false;
  const wrap = Math.abs(ticksBetween(before, after) * msPerTick - span.clockMs) <= span.toleranceMs;
  if (wrap) return false;
  const startedBefore = after * msPerTick > span.clockMs + span.toleranceMs;
  // Older than our last poll, and lower: an answer that was overtaken, or a clock that was caught lying.
  return !startedBefore || (!span.unsound && (before - after) * msPerTick > latestAnswerMs);
}

/** Every sign that the agent restarted between the two moments; empty when there is none. */
function restartEvidence(before: Moment, after: Moment, span: Span): Restart['evidence'] {
  const evidence: Restart['evidence'][number][] = [];
  const bootsKnown = before.engineBoots !== undefined && after.engineBoots !== undefined;
  const bootsChanged = bootsKnown && before.engineBoots !== after.engineBoots;
  const fell = startedSince(before.sysUpTimeTicks, after.sysUpTimeTicks, span);
  // A restart behind missed polls: the uptime may have risen past the old one, yet is shorter than the time between.
  // With equal boots it is rather our own clock that was set forward.
  const short =
    before.sysUpTimeTicks !== undefined &&
    after.sysUpTimeTicks !== undefined &&
    after.sysUpTimeTicks > before.sysUpTimeTicks &&
    after.sysUpTimeTicks * msPerTick < span.clockMs - span.toleranceMs &&
    !(bootsKnown && !bootsChanged);
  if (fell || short) evidence.push('upTimeFell');
  // Other boots and a clock that is earlier: an answer from before the restart.
  if (bootsChanged && span.clockMs > 0) evidence.push('engineBoots');
  if (startedSince(before.hrSystemUptimeTicks, after.hrSystemUptimeTicks, span)) evidence.push('hrSystemUptime');
  return evidence;
}

/**
 * Judges the time between two polls. The agent's own sysUpTime is the better measure (it was read beside the counters
 * and knows nothing of our clock being set), so it is used where it agrees with our clock; where it was caught
 * disagreeing twice in a row (`unsound`), our clock is.
 */
export function passage(before: Moment, after: Moment, unsound: boolean): Passage {
  const clockMs = after.startedAt - before.startedAt;
  const tolerance = toleranceMs(before, after);
  const evidence = restartEvidence(before, after, { clockMs, toleranceMs: tolerance, unsound });
  if (evidence.length > 0) return { kind: 'restart', evidence };

  if (before.sysUpTimeTicks === undefined || after.sysUpTimeTicks === undefined) {
    if (clockMs < 0) return { kind: 'out-of-order' };
    if (clockMs < shortestElapsedMs) return { kind: 'duplicate' };
    return { kind: 'onward', elapsedMs: clockMs, wrapped: false };
  }

  const agentMs = ticksBetween(before.sysUpTimeTicks, after.sysUpTimeTicks) * msPerTick;
  const wrapped = after.sysUpTimeTicks < before.sysUpTimeTicks;
  if (Math.abs(agentMs - clockMs) <= tolerance) {
    if (agentMs < shortestElapsedMs) return { kind: 'duplicate' };
    return { kind: 'onward', elapsedMs: agentMs, wrapped };
  }
  if (unsound && clockMs >= shortestElapsedMs) return { kind: 'onward', elapsedMs: clockMs, wrapped: false };
  if (wrapped) return { kind: 'out-of-order' };
  return { kind: 'disagreement' };
}
