import { type PairChange, type PairJudgement, type PairTrouble, pairTroubles, troublesOf } from '../../audit/index.ts';
import { message } from '../../core/index.ts';
import type { IncidentDetail } from '../incident.ts';
import { bounds } from '../settings.ts';
import type { Finding } from './finding.ts';

/**
 * A hot-standby pair is in trouble: one incident for each trouble of a pair, held open by every check that says so. What was seen was
 * seen twice before it came here, so the first failure raises. A check that cannot be told neither raises nor clears; what is for
 * reports alone (P3), or stood for by a person, clears. One check may tell of several troubles by turns, so each of them hears what it says.
 */
export function pairAtRisk(changes: readonly PairChange[]): readonly Finding[] {
  return changes.flatMap((change) => {
    if (change.what !== 'check') return [];
    const { pairId, checkId, at, after, standing } = change;
    if (after?.verdict === 'unknown' && after.notOffered === undefined) return [];
    const bad = after !== undefined && isBad(after) ? after : undefined;
    return pairTroubles.map((trouble) => {
      const own = bad?.trouble === trouble ? bad : undefined;
      const details = own === undefined ? [] : detailsOf(standing, trouble);
      return findingOf({ pairId, checkId, at, trouble, bad: own, details });
    });
  });
}

const isBad = ({ verdict, severity, waiver }: PairJudgement): boolean =>
  verdict === 'fail' && severity !== 'P3' && waiver === undefined;

function findingOf({
  pairId,
  checkId,
  at,
  trouble,
  bad,
  details,
}: {
  readonly pairId: string;
  readonly checkId: string;
  readonly at: number;
  readonly trouble: PairTrouble;
  readonly bad: PairJudgement | undefined;
  readonly details: readonly IncidentDetail[];
}): Finding {
  return {
    condition: 'pair-at-risk',
    source: `${pairId} ${trouble} ${checkId}`,
    root: { kind: 'pair', id: pairId },
    topic: trouble,
    reading: bad === undefined ? 'good' : 'bad',
    at: Math.min(at, bad?.observedAt ?? at),
    raiseAfter: 1,
    clearAfter: 1,
    severity: bad?.severity === 'P1' ? 'critical' : 'major',
    summary: message('alerts.pair-at-risk.summary', { title: `key:pairs.trouble.${trouble}.title`, pair: pairId }),
    remedy: message(`pairs.trouble.${trouble}.remedy`),
    details,
  };
}

/** What was seen under every check of the trouble, who said it and where it stood. */
function detailsOf(standing: Parameters<typeof troublesOf>[0], trouble: PairTrouble): readonly IncidentDetail[] {
  const found = troublesOf(standing).find((one) => one.trouble === trouble);
  const rows = (found?.judgements ?? []).flatMap(({ reason, evidence }) =>
    evidence.map(({ deviceId, source, value }): IncidentDetail => {
      return { text: reason, value: `${source}: ${value}`, ...(deviceId === undefined ? {} : { deviceId }) };
    }),
  );
  return rows.slice(0, bounds.details);
}
