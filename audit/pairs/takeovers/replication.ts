/** How far the standby was behind at the last reading before a takeover: what may be lost, as an interval. */
import type { PairReading } from '../../../collector/index.ts';
import type { EpochMs } from '../../../core/index.ts';
import type { Measured } from '../model.ts';

export interface ReplicationSample {
  readonly at: EpochMs;
  /** Undefined: the engine counts no bytes. */
  readonly bytesBehind?: number;
  readonly msBehind?: number;
  /** A commit waits for the standby: nothing that was acknowledged can be lost. */
  readonly synchronous: boolean;
  /** How much the primary had written in all, and how fast it wrote since the sample before. */
  readonly writtenBytes?: number;
  readonly bytesPerMs?: number;
}

/** What a reading tells of replication; undefined: nothing replicates, or nobody can tell. */
export function sampleOf(reading: PairReading, before: ReplicationSample | undefined): ReplicationSample | undefined {
  const members = reading.members;
  for (const { postgresql } of members) {
    if (postgresql?.outcome !== 'answered' || postgresql.facts.inRecovery) continue;
    const { standbys, lsnBytes } = postgresql.facts;
    const known = standbys.filter(({ replayBytesBehind }) => replayBytesBehind !== undefined);
    const [best] = known.toSorted((a, b) => (a.replayBytesBehind ?? 0) - (b.replayBytesBehind ?? 0));
    if (best?.replayBytesBehind === undefined) return undefined;
    const writtenBytes = lsnBytes === undefined ? undefined : Number(lsnBytes);
    return {
      at: postgresql.at,
      bytesBehind: best.replayBytesBehind,
      ...(best.replayLagMs === undefined ? {} : { msBehind: best.replayLagMs }),
      synchronous: best.syncState === 'sync' || best.syncState === 'quorum',
      ...(writtenBytes === undefined ? {} : { writtenBytes, ...paceOf(before, postgresql.at, writtenBytes) }),
    };
  }
  for (const { mysql } of members) {
    if (mysql?.outcome !== 'answered' || mysql.facts.replica?.secondsBehind === undefined) continue;
    return { at: mysql.at, msBehind: mysql.facts.replica.secondsBehind * 1000, synchronous: false };
  }
  const told = members.flatMap(({ redis }) => (redis?.outcome === 'answered' ? [redis] : []));
  const master = told.find(({ facts }) => facts.role === 'master');
  const replica = told.find(({ facts }) => facts.role === 'slave');
  if (master === undefined || replica === undefined) return undefined;
  const { offset } = master.facts;
  return {
    at: master.at,
    bytesBehind: Math.max(0, offset - replica.facts.offset),
    synchronous: false,
    writtenBytes: offset,
    ...paceOf(before, master.at, offset),
  };
}

function paceOf(before: ReplicationSample | undefined, at: EpochMs, written: number): { readonly bytesPerMs?: number } {
  if (before?.writtenBytes === undefined || at <= before.at || written < before.writtenBytes) return {};
  return { bytesPerMs: (written - before.writtenBytes) / (at - before.at) };
}

/** What is lost when the primary is lost at `lostAt`; empty where nothing replicates. */
export function lossOf(
  sample: ReplicationSample | undefined,
  lostAt: EpochMs,
): { readonly rpoBytes?: Measured; readonly rpoMs?: Measured } {
  if (sample === undefined) return {};
  if (sample.synchronous) return { rpoBytes: { least: 0, most: 0 }, rpoMs: { least: 0, most: 0 } };
  const { bytesBehind, bytesPerMs, msBehind = 0, at } = sample;
  const since = Math.max(0, lostAt - at);
  // Without a pace nobody knows how much was written after the sample: then no bound in bytes is claimed.
  const isBounded = bytesBehind !== undefined && bytesPerMs !== undefined;
  return {
    ...(isBounded ? { rpoBytes: { least: 0, most: Math.round(bytesBehind + bytesPerMs * since) } } : {}),
    rpoMs: { least: 0, most: Math.round(msBehind + since) },
  };
}
