import type {
  CheckFinding,
  CheckStanding,
  IsolationCheck,
  IsolationRollUp,
  PlaceHistory,
  PlaceStanding,
  SettledJudgement,
} from '../../audit/index.ts';
import { type EpochMs, message } from '../../core/index.ts';
import type { City } from '../../inventory/index.ts';
import type { IsolationPort } from '../ports.ts';
import type {
  WireCheckFinding,
  WireCheckStanding,
  WireIsolation,
  WireIsolationCheck,
  WireIsolationCounts,
  WireIsolationHistory,
  WireIsolationPlace,
  WireIsolationPlaceDetail,
  WireJudgement,
} from '../wire-isolation.ts';
import { isoTime } from './element.ts';

const isoOrNull = (at: EpochMs | undefined): string | null => (at === undefined ? null : isoTime(at));
const titleOf = (id: string) => message(`isolation.${id}.title`);
const remedyOf = (id: string) => message(`isolation.${id}.remedy`);

/** The city in one answer: counts, districts, and every place with its checks. */
export function wireIsolation(isolation: IsolationPort, city: City, now: EpochMs): WireIsolation {
  const all = isolation.rollUp();
  return {
    at: isoTime(now),
    declaration: isolation.declaration().digest,
    city: wireCounts(all),
    points: wireCounts(all.points),
    districts: [...all.districts].map(([id, counts]) => {
      const { nameZh, nameEn } = city.districts.get(id) ?? city;
      return { id, nameZh, nameEn, ...wireCounts(counts) };
    }),
    places: isolation.places().map((standing) => ({
      ...wirePlace(standing, city),
      checks: standing.checks.map(({ checkId, verdict, severity }) => ({ id: checkId, verdict, severity })),
    })),
  };
}

function wireCounts({
  word,
  isolated,
  violated,
  unknown,
  decided,
  applicable,
  oldestAt,
}: IsolationRollUp): WireIsolationCounts {
  const coverage = applicable === 0 ? null : decided / applicable;
  return { word, isolated, violated, unknown, coverage, oldestEvidenceAt: isoOrNull(oldestAt) };
}

function wirePlace(standing: PlaceStanding, city: City): Omit<WireIsolationPlace, 'checks'> {
  const { placeId, kind, districtId, word, since, deciding, coverage, oldestAt } = standing;
  const officeId = city.points.get(placeId)?.officeId ?? '';
  return {
    id: placeId,
    kind,
    districtId,
    nameZh: city.offices.get(officeId)?.nameZh ?? placeId,
    word,
    since: isoTime(since),
    deciding,
    decided: coverage.decided,
    applicable: coverage.applicable,
    oldestEvidenceAt: isoOrNull(oldestAt),
  };
}

export function wirePlaceDetail(
  isolation: IsolationPort,
  standing: PlaceStanding,
  city: City,
  now: EpochMs,
): WireIsolationPlaceDetail {
  const checks = new Map(isolation.checks.map((check) => [check.id, check]));
  return {
    ...wirePlace(standing, city),
    at: isoTime(now),
    declaration: isolation.declaration().digest,
    checks: standing.checks.map((check) => wireStanding(check, checks.get(check.checkId))),
    devices: isolation.devicesOf(standing.placeId).map((id) => ({
      id,
      kind: city.devices.get(id)?.kind ?? 'other',
      readAt: isoOrNull(isolation.reading(id)?.finishedAt),
      gapSeconds: isolation.gaps.openMs(id, now) / 1000,
    })),
  };
}

function wireStanding(standing: CheckStanding, check: IsolationCheck | undefined): WireCheckStanding {
  const { checkId, verdict, severity, reason, since, observedAt, judgements } = standing;
  return {
    id: checkId,
    title: titleOf(checkId),
    remedy: remedyOf(checkId),
    clauses: check?.clauses ?? [],
    needed: check?.needed ?? false,
    verdict,
    severity,
    reason,
    since: isoTime(since),
    observedAt: isoOrNull(observedAt),
    judgements: judgements.map(wireJudgement),
  };
}

function wireJudgement(judgement: SettledJudgement): WireJudgement {
  const { deviceId, verdict, severity, reason, observedAt, notOffered, findings, findingCount, waiver } = judgement;
  return {
    deviceId: deviceId ?? null,
    verdict: notOffered === undefined ? verdict : 'not-offered',
    severity,
    reason,
    observedAt: isoOrNull(observedAt),
    findings: findings.map((finding) => wireCheckFinding(finding, deviceId)),
    findingCount,
    waiver:
      waiver === undefined ? null : { approver: waiver.approver, reason: waiver.reason, until: isoTime(waiver.until) },
  };
}

function wireCheckFinding({ deviceId, oid, value, severity, text }: CheckFinding, owner?: string): WireCheckFinding {
  return { deviceId: deviceId ?? owner ?? null, oid: oid ?? null, value, severity, text };
}

export function wireHistory(placeId: string, history: PlaceHistory): WireIsolationHistory {
  const { from, to, ms, longestUnknownMs, longestGapMs, spans, events, cut } = history;
  return {
    placeId,
    from: isoTime(from),
    to: isoTime(to),
    seconds: { isolated: ms.isolated / 1000, violated: ms.violated / 1000, unknown: ms.unknown / 1000 },
    longestUnknownSeconds: longestUnknownMs / 1000,
    longestGapSeconds: longestGapMs === undefined ? null : longestGapMs / 1000,
    spans: spans.map((span) => ({
      from: isoTime(span.from),
      to: isoTime(span.to),
      word: span.word,
      deciding: span.deciding,
    })),
    events: events.map((event) => ({
      at: isoTime(event.at),
      checkId: event.checkId,
      before: event.before,
      verdict: event.verdict,
      severity: event.severity,
      reason: event.reason ?? null,
      findings: event.findings.map((finding) => wireCheckFinding(finding)),
      findingCount: event.findingCount,
    })),
    cut,
  };
}

/** The catalogue, with how each check stands in the whole city. */
export function wireChecks(isolation: IsolationPort): readonly WireIsolationCheck[] {
  const { periods } = isolation.declaration();
  const standings = isolation.places().flatMap(({ checks }) => checks);
  const byCheck = Map.groupBy(standings, ({ checkId }) => checkId);
  return isolation.checks.map(({ id, severity, clauses, evidence, needed }) => {
    const places = { pass: 0, fail: 0, unknown: 0, waived: 0, 'not-offered': 0 };
    for (const { verdict } of byCheck.get(id) ?? []) places[verdict] += 1;
    const periodSeconds = periods[evidence] / 1000;
    return { id, title: titleOf(id), remedy: remedyOf(id), severity, clauses, evidence, periodSeconds, needed, places };
  });
}
