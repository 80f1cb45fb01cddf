import type { EpochMs } from '../../core/index.ts';
import type { Incident } from '../incident.ts';
import type { Page } from '../paging/model.ts';
import { type RoomStatistics, type RoomTimes, roomLimits } from './model.ts';

const mean = (some: readonly number[]): number | undefined =>
  some.length === 0 ? undefined : Math.round(some.reduce((sum, each) => sum + each, 0) / some.length);
const since = (from: EpochMs, to: EpochMs | undefined): number | undefined =>
  to === undefined ? undefined : Math.max(0, to - from);

/** How long one incident took to be seen, told, answered and ended. */
export function timesOf(incident: Incident, pages: readonly Page[]): RoomTimes {
  const { firstSeenAt, raisedAt, clearedAt, acknowledged } = incident;
  const sent = pages.flatMap(({ event, sentAt }) => (event === 'test' || sentAt === undefined ? [] : [sentAt]));
  const pageMs = since(raisedAt, sent.length === 0 ? undefined : Math.min(...sent));
  const acknowledgeMs = since(raisedAt, acknowledged?.at);
  const resolveMs = since(raisedAt, clearedAt);
  return {
    detectMs: Math.max(0, raisedAt - firstSeenAt),
    ...(pageMs === undefined ? {} : { pageMs }),
    ...(acknowledgeMs === undefined ? {} : { acknowledgeMs }),
    ...(resolveMs === undefined ? {} : { resolveMs }),
  };
}

/**
 * Mean time to acknowledge (MTTA, of those that were) and to resolve (MTTR, of those that are), in milliseconds from the incident on.
 * What was folded into another incident had no course of its own and does not count.
 */
export function statisticsOf(incidents: readonly Incident[], now: EpochMs): RoomStatistics {
  const from = now - roomLimits.statisticsMs;
  const counted = incidents.filter((each) => each.raisedAt >= from && !wasFolded(each));
  const cleared = counted.filter(({ clearedAt }) => clearedAt !== undefined);
  const mttaMs = mean(counted.flatMap(({ raisedAt, acknowledged }) => since(raisedAt, acknowledged?.at) ?? []));
  const mttrMs = mean(cleared.flatMap(({ raisedAt, clearedAt }) => since(raisedAt, clearedAt) ?? []));
  return {
    ...{ from, count: counted.length, open: counted.length - cleared.length },
    unanswered: cleared.filter(({ acknowledged }) => acknowledged === undefined).length,
    ...(mttaMs === undefined ? {} : { mttaMs }),
    ...(mttrMs === undefined ? {} : { mttrMs }),
  };
}

function wasFolded({ history }: Incident): boolean {
  return history.some(({ what, message }) => what === 'cleared' && message?.key === 'alerts.folded');
}
