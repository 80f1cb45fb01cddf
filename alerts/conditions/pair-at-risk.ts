import { type PairChange, type PairJudgement, type PairTrouble, pairTroubles, troublesOf } from '../../audit/index.ts';
import { type Message, message } from '../../core/index.ts';
import type { City } from '../../inventory/index.ts';
import type { IncidentDetail } from '../incident.ts';
import { bounds } from '../settings.ts';
import type { Finding } from './finding.ts';

/**
 * A hot-standby pair is in trouble: one incident for each trouble of a pair, held open by every check that says so. What was seen was
 * seen twice before it came here, so the first failure raises. A check that cannot be told neither raises nor clears; what is for
 * reports alone (P3), or stood for by a person, clears. One check may tell of several troubles by turns, so each of them hears what it says.
 */
export function pairAtRisk(changes: readonly PairChange[], as: Naming = ofTheCity): readonly Finding[] {
  return changes.flatMap((change) => {
    if (change.what !== 'check') return [];
    const { pairId, checkId, at, after, standing } = change;
    if (after?.verdict === 'unknown' && after.notOffered === undefined) return [];
    const bad = after !== undefined && isBad(after) ? after : undefined;
    return pairTroubles.map((trouble) => {
      const own = bad?.trouble === trouble ? bad : undefined;
      const details = own === undefined ? [] : detailsOf(standing, trouble, as);
      return findingOf({ pairId, checkId, at, trouble, bad: own, details, as });
    });
  });
}

/** Fangzhou's own pair in trouble: of the city as a whole, in words of its own. Its members are instances, which have no page. */
export function ownPairAtRisk(changes: readonly PairChange[], city: Pick<City, 'id'>): readonly Finding[] {
  return pairAtRisk(changes, {
    condition: 'own-standby',
    root: () => ({ kind: 'district', id: city.id }),
    summary: (title) => message('alerts.own-pair.summary', { title }),
    remedy: (trouble) => message(`alerts.own-pair.${trouble}.remedy`),
    detail: (text, value, deviceId = '') => ({ text, value: `${deviceId} ${value}`.trim() }),
  });
}

/** How the trouble of a pair is told. */
interface Naming {
  readonly condition: Finding['condition'];
  readonly root: (pairId: string) => Finding['root'];
  readonly summary: (title: string, pairId: string) => Message;
  readonly remedy: (trouble: PairTrouble) => Message;
  readonly detail: (text: Message, value: string, deviceId: string | undefined) => IncidentDetail;
}

const ofTheCity: Naming = {
  condition: 'pair-at-risk',
  root: (id) => ({ kind: 'pair', id }),
  summary: (title, pair) => message('alerts.pair-at-risk.summary', { title, pair }),
  remedy: (trouble) => message(`pairs.trouble.${trouble}.remedy`),
  detail: (text, value, deviceId) => ({ text, value, ...(deviceId === undefined ? {} : { deviceId }) }),
};

const isBad = ({ verdict, severity, waiver }: PairJudgement): boolean =>
  verdict === 'fail' && severity !== 'P3' && waiver === undefined;

function findingOf({
  pairId,
  checkId,
  at,
  trouble,
  bad,
  details,
  as,
}: {
  readonly pairId: string;
  readonly checkId: string;
  readonly at: number;
  readonly trouble: PairTrouble;
  readonly bad: PairJudgement | undefined;
  readonly details: readonly IncidentDetail[];
  readonly as: Naming;
}): Finding {
  return {
    condition: as.condition,
    source: `${pairId} ${trouble} ${checkId}`,
    root: as.root(pairId),
    topic: trouble,
    reading: bad === undefined ? 'good' : 'bad',
    at: Math.min(at, bad?.observedAt ?? at),
    raiseAfter: 1,
    clearAfter: 1,
    severity: bad?.severity === 'P1' ? 'critical' : 'major',
    summary: as.summary(`key:pairs.trouble.${trouble}.title`, pairId),
    remedy: as.remedy(trouble),
    details,
  };
}

/** What was seen under every check of the trouble, who said it and where it stood. */
function detailsOf(
  standing: Parameters<typeof troublesOf>[0],
  trouble: PairTrouble,
  as: Naming,
): readonly IncidentDetail[] {
  const found = troublesOf(standing).find((one) => one.trouble === trouble);
  const rows = (found?.judgements ?? []).flatMap(({ reason, evidence }) =>
    evidence.map(({ deviceId, source, value }) => as.detail(reason, `${source}: ${value}`, deviceId)),
  );
  return rows.slice(0, bounds.details);
}
