import type { StateView } from '../../audit/index.ts';
import type { LightStanding } from '../../collector/index.ts';
import { type EpochMs, message } from '../../core/index.ts';
import type { Incident } from '../incident.ts';
import type { Finding } from './finding.ts';
import { placeRoot } from './place-root.ts';

/** Light collectors as they stand. */
export interface CollectorStandings {
  readonly collectors: readonly Pick<LightStanding, 'id' | 'placeId' | 'silentSince' | 'revokedAt'>[];
  /** A collector may be silent for so long. */
  readonly silentAfterMs: number;
}

/**
 * A light collector is not heard: nobody tries the services from its place. While the point itself cannot be reached that outage is the
 * trouble, and the collector's silence its consequence; once it is reached again the collector has as long as ever to be heard.
 */
export function collectorSilent(
  { collectors, silentAfterMs }: CollectorStandings,
  states: StateView,
  at: EpochMs,
): readonly Finding[] {
  const { city } = states.topology;
  return collectors.flatMap(({ id, placeId, silentSince, revokedAt }): readonly Finding[] => {
    const root = placeRoot(placeId, city);
    const place = root.kind === 'point' ? states.peek(root.kind, root.id) : undefined;
    const isReached =
      place === undefined || ((place.state === 'up' || place.state === 'degraded') && at - place.since > silentAfterMs);
    if (revokedAt !== undefined || (silentSince !== undefined && !isReached)) return [];
    return [
      {
        condition: 'collector-silent',
        source: id,
        root,
        topic: id,
        reading: silentSince === undefined ? 'good' : 'bad',
        at: silentSince ?? at,
        raiseAfter: 1,
        clearAfter: 1,
        severity: 'major',
        summary: message('alerts.collector-silent.summary', { collector: id, place: placeId }),
        remedy: message('alerts.collector-silent.remedy', { collector: id }),
      },
    ];
  });
}

/** Incidents of collectors that are let in no more. */
export function goneCollectors<One extends { readonly incident: Incident }>(
  open: readonly One[],
  { collectors }: CollectorStandings,
): readonly One[] {
  const known = new Set(collectors.filter(({ revokedAt }) => revokedAt === undefined).map(({ id }) => id));
  return open.filter(
    ({ incident: { condition, topic = '' } }) => condition === 'collector-silent' && !known.has(topic),
  );
}
