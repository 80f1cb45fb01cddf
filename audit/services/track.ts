/**
 * What tries of one probe from one place mean over time: `(track, result) -> track and transitions`. Pure. The result's own time
 * counts, not when it came: a light collector hands over what it saw while the fibre was cut.
 */
import type { ProbeResult } from '../../collector/index.ts';
import { type EpochMs, type Message, message } from '../../core/index.ts';
import type { ProbePhase } from '../../inventory/index.ts';
import type { StateWord } from '../state/model.ts';

/** Tries in a row that look alike, and the first of them. */
interface Streak {
  readonly count: number;
  readonly since: EpochMs;
}

/** A probe from one place, as all tries until now make it. */
export interface Track {
  readonly probeId: string;
  readonly vantageId: string;
  readonly state: StateWord;
  readonly reason: Message;
  /** When the first of the tries was made that the state rests on. */
  readonly since: EpochMs;
  /** The newest try that says something of the service; 0: none. */
  readonly observedAt: EpochMs;
  /** The newest try of all: older ones are late or repeated. */
  readonly triedAt: EpochMs;
  /** Where the tries fail, while it is down or degraded. */
  readonly failedPhase?: ProbePhase;
  readonly bad: Streak;
  /** Bad or slow. */
  readonly weak: Streak;
  readonly good: Streak;
  /** Good or slow. */
  readonly served: Streak;
  /** No try had come when one was due, so it counts as unknown from here; what it was is kept for tries that come late. */
  readonly silence?: { readonly from: EpochMs; readonly held: Track };
  /** Moments of which something was told too early: it is told again when late tries say otherwise. */
  readonly ahead?: readonly EpochMs[];
}

/** From this moment on it is so; a later one with the same moment takes back the one before. */
export interface TrackTransition {
  readonly at: EpochMs;
  readonly state: StateWord;
  readonly reason: Message;
}

export interface TrackLimits {
  /** Tries in a row. */
  readonly raiseAfter: number;
  readonly clearAfter: number;
  /** Longer than this after a try nothing is known. Milliseconds. */
  readonly staleMs: number;
  /** A slow try warns of something else (a certificate that ends), and the service is as good as before. */
  readonly slowIsGood?: boolean;
}

export interface Stepped {
  readonly track: Track;
  readonly transitions: readonly TrackTransition[];
}

const none: Streak = { count: 0, since: 0 };
const noStreaks = { bad: none, weak: none, good: none, served: none } as const;
const silent = message('services.state.silent');

/** Nothing was tried yet. */
export function firstTrack(probeId: string, vantageId: string, at: EpochMs): Track {
  const reason = message('services.state.not-tried');
  return { probeId, vantageId, state: 'unknown', reason, since: at, observedAt: 0, triedAt: 0, ...noStreaks };
}

/**
 * Takes one try; one that is not newer than the last changes nothing. So many bad ones in a row are down, so many bad or slow ones
 * degraded, so many good ones up again; of what is unknown the first good one tells. One that could not be made says nothing.
 */
export function stepTrack(track: Track, result: ProbeResult, limits: TrackLimits): Stepped {
  const { startedAt: at, outcome, reason } = result;
  if (at <= track.triedAt) return { track, transitions: [] };
  if (outcome === 'unknown') {
    const told = track.state === 'unknown' && track.silence === undefined ? { ...track, reason } : track;
    return { track: { ...told, triedAt: at }, transitions: [] };
  }
  const transitions: TrackTransition[] = [];
  const { silence } = track;
  // The try came late: it was not silent when it was taken for so.
  const wasHeard = silence !== undefined && at <= silence.from;
  const before = wasHeard ? silence.held : afterGap(track, at, limits, transitions);
  const after = counted(before, result, limits);
  if (after.state !== before.state) transitions.push(told(after));
  const ahead = [...(track.ahead ?? []), ...(silence === undefined ? [] : [silence.from])];
  return retold(after, transitions, ahead, wasHeard);
}

/** Tells again what was told of later moments, as it is known by now. */
function retold(
  { ahead: _, ...track }: Track,
  transitions: readonly TrackTransition[],
  moments: readonly EpochMs[],
  always: boolean,
): Stepped {
  const again = moments.flatMap((moment): readonly TrackTransition[] => {
    const last = transitions.findLast(({ at }) => at <= moment) ?? (always ? told(track) : undefined);
    return last === undefined ? [] : [{ ...last, at: moment }];
  });
  const ahead = moments.filter((moment) => moment > mayBeginAt(track.silence?.held ?? track));
  return {
    track: ahead.length === 0 ? track : { ...track, ahead },
    transitions: [...transitions, ...again],
  };
}

/** No later try makes it another state from before this moment on. */
function mayBeginAt({ state, triedAt, bad, weak, good, served }: Track): EpochMs {
  const against = { up: [bad, weak], degraded: [bad, good], down: [good, served], unknown: [] }[state];
  return against.reduce((first, { count, since }) => (count > 0 ? Math.min(first, since) : first), triedAt);
}

/** Lets time pass: without a new try nothing is known after a while. */
export function expireTrack(track: Track, now: EpochMs, limits: TrackLimits): Stepped {
  const from = track.observedAt + limits.staleMs;
  if (track.observedAt === 0 || track.state === 'unknown' || now <= from) return { track, transitions: [] };
  const expired: Track = { ...unknownFrom(track, from), silence: { from, held: track } };
  return retold(expired, [told(expired)], track.ahead ?? [], false);
}

const told = ({ since: at, state, reason }: Track): TrackTransition => ({ at, state, reason });

/** Between two tries that are too far apart nothing was known. */
function afterGap(track: Track, at: EpochMs, { staleMs }: TrackLimits, transitions: TrackTransition[]): Track {
  const { silence: _over, ...plain } = track;
  const from = track.observedAt + staleMs;
  if (track.observedAt === 0 || at <= from) return plain;
  const unknown = unknownFrom(plain, from);
  if (track.state !== 'unknown') transitions.push(told(unknown));
  return unknown;
}

function unknownFrom({ failedPhase: _, silence: __, ...track }: Track, from: EpochMs): Track {
  return { ...track, ...noStreaks, state: 'unknown', reason: silent, since: Math.max(track.since, from) };
}

function counted(
  track: Track,
  { startedAt: at, outcome, reason, failedPhase }: ProbeResult,
  limits: TrackLimits,
): Track {
  const isBad = outcome === 'bad';
  const isSlow = outcome === 'slow' && limits.slowIsGood !== true;
  const count = (streak: Streak, isLike: boolean): Streak =>
    isLike ? { count: streak.count + 1, since: streak.count === 0 ? at : streak.since } : none;
  const streaks = {
    bad: count(track.bad, isBad),
    weak: count(track.weak, isBad || isSlow),
    good: count(track.good, !isBad && !isSlow),
    served: count(track.served, !isBad),
  };
  const { state, since } = wordOf(track, streaks, limits);
  const { failedPhase: oldPhase, ...rest } = track;
  // A slow or good try between bad ones says nothing of why it is down.
  const isSaid = state === 'up' ? !isBad : state === 'down' ? isBad : isBad || isSlow;
  const phase = state === 'up' || state === 'unknown' ? undefined : isSaid ? failedPhase : oldPhase;
  return {
    ...rest,
    ...streaks,
    state,
    since: Math.max(track.since, since),
    reason: isSaid ? reason : track.reason,
    observedAt: at,
    triedAt: at,
    ...(phase === undefined ? {} : { failedPhase: phase }),
  };
}

function wordOf(
  { state, since }: Track,
  { bad, weak, good, served }: Pick<Track, keyof typeof noStreaks>,
  { raiseAfter, clearAfter }: TrackLimits,
): { readonly state: StateWord; readonly since: EpochMs } {
  if (bad.count >= raiseAfter && state !== 'down') return { state: 'down', since: bad.since };
  if (state === 'down') {
    if (good.count >= clearAfter) return { state: 'up', since: good.since };
    if (served.count >= clearAfter) return { state: 'degraded', since: served.since };
    return { state, since };
  }
  if (weak.count >= raiseAfter && state !== 'degraded') return { state: 'degraded', since: weak.since };
  if (state === 'degraded' && good.count >= clearAfter) return { state: 'up', since: good.since };
  if (state === 'unknown' && served.count > 0) {
    return { state: good.count > 0 ? 'up' : 'degraded', since: served.since };
  }
  return { state, since };
}
