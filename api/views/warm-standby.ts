import type { WarmView } from '../../standby/index.ts';
import type { WireWarmStandby } from '../wire.ts';
import { isoTime } from './element.ts';

const when = (at: number | undefined): string | null => (at === undefined ? null : isoTime(at));

/** How the own pair stands, for a page. */
export function wireWarmStandby(view: WarmView | undefined): WireWarmStandby {
  if (view === undefined) {
    return {
      ...{ declared: false, name: null, generation: null, sequence: null, changedAt: null, records: null },
      ...{ followers: [], peer: null, lossBound: null, writeIntervalSeconds: null, takeover: 'manual' },
      ...{ checks: [], feed: null },
    };
  }
  const { feed, followers, peer, judgements, loss, records } = view;
  const { position, generation, kept, spoolBytes, breaks } = feed;
  return {
    declared: true,
    name: view.name,
    generation: { number: generation.number, id: generation.id, since: isoTime(generation.since) },
    sequence: position.sequence,
    changedAt: isoTime(position.at),
    records,
    followers: followers.map((follower) => ({
      ...{ name: follower.name, version: follower.version, copying: follower.copying },
      lastContactAt: isoTime(follower.lastContactAt),
      lagChanges: Math.max(0, position.sequence - follower.position.sequence),
      lagRecords: Math.max(0, records - follower.records),
    })),
    peer: {
      condition: peer.condition,
      name: peer.greeting?.name ?? null,
      generation: peer.greeting?.generation?.number ?? null,
      at: when(peer.at),
    },
    lossBound: { seconds: loss.seconds ?? null, changes: loss.changes ?? null },
    writeIntervalSeconds: view.writeIntervalSeconds,
    takeover: 'manual',
    checks: judgements.map(({ observedAt, ...judgement }) => ({ ...judgement, observedAt: when(observedAt) })),
    feed: { kept, bytes: spoolBytes, breaks },
  };
}
