import type { CheckChange, CheckStanding, IsolationChange } from '../../audit/index.ts';
import { type EpochMs, message } from '../../core/index.ts';
import type { City } from '../../inventory/index.ts';
import type { IncidentDetail } from '../incident.ts';
import { bounds } from '../settings.ts';
import type { Finding } from './finding.ts';
import { placeRoot } from './place-root.ts';

/**
 * Isolation is broken at a place, by one check: the first failure raises, for waiting gives a leak time. Passing again clears,
 * and so does a waiver, or a table that the device answers it has not any more: an empty table looks so on many (that a lasting one
 * vanished is ISO-21's matter). A check that cannot be told does neither. Hygiene (S3) is for reports.
 */
export function isolationViolated(changes: readonly IsolationChange[], city: City): readonly Finding[] {
  return changes.flatMap((change) => (change.what === 'check' ? (findingOf(change, city) ?? []) : []));
}

function findingOf({ placeId, before, after, at }: CheckChange, city: City): Finding | undefined {
  const known = after ?? before;
  if (known === undefined || after?.verdict === 'unknown') return undefined;
  const bad = after?.verdict === 'fail' && after.severity !== 'S3';
  const { checkId } = known;
  const details = bad ? detailsOf(after) : [];
  const count = bad ? countOf(after) : 0;
  const params = { check: checkId, title: `key:isolation.${checkId}.title`, place: placeId, count };
  return {
    condition: 'isolation-violated',
    source: `${placeId} ${checkId}`,
    root: placeRoot(placeId, city),
    topic: checkId,
    reading: bad ? 'bad' : 'good',
    at: bad ? firstSeen(after, at) : at,
    raiseAfter: 1,
    clearAfter: 1,
    severity: known.severity === 'S1' ? 'critical' : 'major',
    summary: message('alerts.isolation-violated.summary', params),
    remedy: message(`isolation.${checkId}.remedy`),
    details,
  };
}

const failing = ({ judgements }: CheckStanding) => judgements.filter(({ verdict }) => verdict === 'fail');

function countOf(standing: CheckStanding): number {
  return failing(standing).reduce((sum, { findingCount }) => sum + findingCount, 0);
}

function firstSeen(standing: CheckStanding, at: EpochMs): EpochMs {
  return failing(standing).reduce((first, { observedAt = at }) => Math.min(first, observedAt), at);
}

function detailsOf(standing: CheckStanding): readonly IncidentDetail[] {
  const rows = failing(standing).flatMap(({ deviceId, findings }) =>
    findings.map(({ oid, value, text, deviceId: own = deviceId }): IncidentDetail => {
      return { text, value, ...(own === undefined ? {} : { deviceId: own }), ...(oid === undefined ? {} : { oid }) };
    }),
  );
  return rows.slice(0, bounds.details);
}
