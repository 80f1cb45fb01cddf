/**
 * Takeovers of one pair, from its readings and the tries through its address: `(memory, event) -> {memory, changed}`. Pure; what is
 * old, repeated or out of order changes nothing.
 */
import type { ClientProbe, PairReading } from '../../../collector/index.ts';
import type { EpochMs } from '../../../core/index.ts';
import { type PairScene, pairLimits, type Takeover } from '../model.ts';
import { type RoleScene, servingOf } from '../roles.ts';
import { becameMaster, riseOf } from '../transitions.ts';
import { causeOf } from './cause.ts';
import { feltBy } from './felt.ts';
import { backAt, outageIn } from './measure.ts';
import { lossOf, type ReplicationSample, sampleOf } from './replication.ts';

/** What must be remembered of a pair, also over a restart. */
export interface TakeoverMemory {
  /** Who served when it was last known, and when that reading began. */
  readonly serving?: string;
  readonly servingAt?: EpochMs;
  /** The newest reading that was taken: older ones are late. */
  readonly readAt?: EpochMs;
  readonly counters: Readonly<Record<string, number>>;
  readonly sample?: ReplicationSample;
  /** Newest first, bounded. */
  readonly takeovers: readonly Takeover[];
  /** How many there were in all. */
  readonly count?: number;
  /** Of the takeover that is not over: between which readings it happened. */
  readonly window?: { readonly from: EpochMs; readonly to: EpochMs };
}

export const noMemory: TakeoverMemory = { counters: {}, takeovers: [] };

/** A planned act that runs on a pair. */
export interface PairPlan {
  readonly drillId?: string;
}

/** What the machine needs beside its memory. */
export interface TakeoverScene extends RoleScene {
  readonly city: PairScene['city'];
  /** Tries so far, newest first. */
  readonly probes: readonly ClientProbe[];
  readonly plan: PairPlan | undefined;
}

export interface Stepped {
  readonly memory: TakeoverMemory;
  /** Takeovers that are new, or others than before. */
  readonly changed: readonly Takeover[];
}

/** Takes a reading. */
export function stepReading(memory: TakeoverMemory, scene: TakeoverScene, reading: PairReading): Stepped {
  if (memory.readAt !== undefined && reading.startedAt <= memory.readAt) return { memory, changed: [] };
  const serving = servingOf(scene, reading);
  const counters = { ...memory.counters };
  const rises = new Map<string, number>();
  for (const member of reading.members) {
    const counter = becameMaster(scene, member);
    if (counter === undefined) continue;
    const before = counters[counter.deviceId];
    if (before !== undefined) rises.set(counter.deviceId, riseOf(before, counter.count));
    counters[counter.deviceId] = counter.count;
  }
  const next: TakeoverMemory = {
    ...memory,
    counters,
    readAt: reading.startedAt,
    ...(serving === undefined ? {} : { serving, servingAt: reading.startedAt, ...sampled(memory, reading) }),
  };
  const from = memory.serving;
  const isOther = serving !== undefined && from !== undefined && serving !== from;
  // It left and came back between two readings: only its own counter tells.
  const hasBounced = serving !== undefined && serving === from && (rises.get(serving) ?? 0) > 0;
  if (!isOther && !hasBounced) return close(next, scene);
  const window = { from: memory.servingAt ?? reading.startedAt, to: reading.finishedAt };
  const takeover = begun(memory, scene, reading, { from, to: serving, window });
  return close(folded(next, takeover, window), scene, takeover.id);
}

/** Takes tries that came: a takeover that waits for the first good answer may be over. `scene.probes` holds them already. */
export function stepProbes(memory: TakeoverMemory, scene: TakeoverScene): Stepped {
  return close(memory, scene);
}

function sampled(memory: TakeoverMemory, reading: PairReading): { readonly sample?: ReplicationSample } {
  const sample = sampleOf(reading, memory.sample);
  return sample === undefined ? {} : { sample };
}

function begun(
  memory: TakeoverMemory,
  scene: TakeoverScene,
  reading: PairReading,
  { from, to, window }: { from: string | undefined; to: string; window: { from: EpochMs; to: EpochMs } },
): Takeover {
  const detectedAt = reading.finishedAt;
  return {
    id: uniqueId(memory, idOf(scene, reading, to)),
    pairId: scene.pair.id,
    ...{ from, to, detectedAt },
    ...lossOf(memory.sample, window.to),
    planned: scene.plan !== undefined,
    ...(scene.plan?.drillId === undefined ? {} : { drillId: scene.plan.drillId }),
    cause: causeOf(scene, reading, { from, to }),
    services: [],
    points: [],
    open: true,
  };
}

/** Transitions with hardly any good time between them are one takeover, for those who wait for their service. */
function folded(memory: TakeoverMemory, takeover: Takeover, window: { from: EpochMs; to: EpochMs }): TakeoverMemory {
  const [last, ...older] = memory.takeovers;
  const quiet =
    last === undefined ? Number.POSITIVE_INFINITY : takeover.detectedAt - (last.firstGoodAt ?? last.detectedAt);
  if (last === undefined || (!last.open && quiet >= pairLimits.foldMs)) {
    const count = (memory.count ?? 0) + 1;
    return { ...memory, count, window, takeovers: [takeover, ...memory.takeovers].slice(0, pairLimits.takeovers) };
  }
  const { firstGoodAt: _, rtoMs: __, ...before } = last;
  const one: Takeover = { ...before, to: takeover.to, planned: last.planned && takeover.planned, open: true };
  return { ...memory, window: { from: memory.window?.from ?? window.from, to: window.to }, takeovers: [one, ...older] };
}

/** Ends the newest takeover when every probe had a good answer to a request that began after it, or when none runs. */
function close(memory: TakeoverMemory, scene: TakeoverScene, begunId?: string): Stepped {
  const [takeover, ...older] = memory.takeovers;
  const { window } = memory;
  if (takeover === undefined || !takeover.open || window === undefined) return { memory, changed: [] };
  const measured = measure(takeover, scene, window, older[0]?.firstGoodAt ?? 0);
  const isSame = begunId === undefined && JSON.stringify(measured) === JSON.stringify(takeover);
  if (isSame) return { memory, changed: [] };
  const { window: _, ...rest } = memory;
  const takeovers = [measured, ...older];
  return { memory: measured.open ? { ...memory, takeovers } : { ...rest, takeovers, window }, changed: [measured] };
}

function measure(
  takeover: Takeover,
  scene: TakeoverScene,
  window: { from: EpochMs; to: EpochMs },
  /** When the takeover before was over: what lies before that was its outage. */
  overAt: EpochMs,
): Takeover {
  const { settings, all, probes, pair, city } = scene;
  const ids = settings.probes.map(({ id }) => id);
  const isRunning = ids.some((id) => probes.some(({ probeId }) => probeId === id));
  // Nobody tried: nobody can say who felt it, so everybody may have.
  if (!isRunning) return { ...takeover, ...feltBy(pair, city), open: false };
  const slackMs = (all.probePeriodSeconds + all.probeTimeoutSeconds) * 1000;
  const outage = outageIn(probes, { from: Math.max(window.from - slackMs, overAt + 1), to: window.to + slackMs });
  const isBack = ids.every((id) => {
    const newest = probes.find(({ probeId }) => probeId === id);
    return newest === undefined || (newest.ok && newest.startedAt >= window.to);
  });
  const lastGoodAt = takeover.lastGoodAt ?? outage?.lastGoodAt;
  const hasGap = outage?.failed ?? false;
  const felt = hasGap ? feltBy(pair, city) : { services: takeover.services, points: takeover.points };
  const known = { ...takeover, ...felt, ...(lastGoodAt === undefined ? {} : { lastGoodAt }) };
  if (!isBack) return known;
  // The tries from before may be forgotten by now: then only what was noted of them stands.
  const firstGoodAt = outage?.firstGoodAt ?? backAt(probes);
  const most = firstGoodAt === undefined || lastGoodAt === undefined ? undefined : firstGoodAt - lastGoodAt;
  const rtoMs = outage?.rtoMs ?? (most === undefined ? undefined : { least: 0, most });
  const loss = lossOfKnown(takeover, lastGoodAt, window.to);
  return {
    ...known,
    ...loss,
    ...(firstGoodAt === undefined ? {} : { firstGoodAt }),
    ...(rtoMs === undefined ? {} : { rtoMs }),
    open: false,
  };
}

/** Clients know better than readings when the primary was lost: nothing was written to it after that. */
function lossOfKnown(takeover: Takeover, lastGoodAt: EpochMs | undefined, detectedAt: EpochMs): Partial<Takeover> {
  const { rpoMs } = takeover;
  if (rpoMs === undefined || lastGoodAt === undefined || rpoMs.most === 0) return {};
  const earlier = Math.max(0, detectedAt - lastGoodAt);
  return { rpoMs: { least: rpoMs.least, most: Math.max(rpoMs.least, rpoMs.most - earlier) } };
}

/**
 * The same for two observers that poll at different times: what the engine itself counts, the timeline or the number of times
 * that the member became master (with the day, for that count begins anew with the daemon).
 */
function idOf(scene: RoleScene, reading: PairReading, to: string): string {
  const member = reading.members.find(({ deviceId }) => deviceId === to);
  const { id } = scene.pair;
  const day = new Date(reading.finishedAt).toISOString().slice(0, 10);
  if (member?.postgresql?.outcome === 'answered' && member.postgresql.facts.timeline !== undefined) {
    return `${id}/timeline-${member.postgresql.facts.timeline}`;
  }
  const count = member === undefined ? undefined : becameMaster(scene, member)?.count;
  if (count !== undefined) return `${id}/${day}/${to}-${count}`;
  return `${id}/${new Date(reading.finishedAt).toISOString().slice(0, 19)}Z`;
}

/** A count that began anew gives an id a second time. */
function uniqueId({ takeovers }: TakeoverMemory, id: string): string {
  const known = new Set(takeovers.map((one) => one.id));
  for (let turn = 2, next = id; ; turn += 1, next = `${id}.${turn - 1}`) if (!known.has(next)) return next;
}
