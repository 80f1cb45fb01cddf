import { type Measured, type PairJudgement, type PairStanding, type Takeover, troublesOf } from '../../audit/index.ts';
import type { PairReading } from '../../collector/index.ts';
import { type EpochMs, message } from '../../core/index.ts';
import type { City, HostPair } from '../../inventory/index.ts';
import type { PairsPort } from '../ports.ts';
import type {
  WireMeasured,
  WirePair,
  WirePairAsked,
  WirePairDetail,
  WirePairJudgement,
  WirePairProbe,
  WirePairs,
  WirePairVerdict,
  WireReadiness,
  WireTakeover,
} from '../wire-pairs.ts';
import { isoTime } from './element.ts';
import { pairLag } from './pair-lag.ts';

const isoOrNull = (at: EpochMs | undefined): string | null => (at === undefined ? null : isoTime(at));
const measured = (span: Measured | undefined): WireMeasured | null => span ?? null;
/** Takeovers that a pair's own page begins with. */
const shownTakeovers = 10;

/** Every pair, and how the districts stand. */
export function wirePairs(pairs: PairsPort, city: City, now: EpochMs): WirePairs {
  return {
    at: isoTime(now),
    districts: pairs.districts().map(({ districtId: id, score, ...counts }) => {
      const { nameZh, nameEn } = city.districts.get(id) ?? city;
      return { id, nameZh, nameEn, score: score ?? null, ...counts };
    }),
    pairs: pairs.pairs().flatMap((standing) => {
      const pair = city.hostPairs.get(standing.pairId);
      return pair === undefined ? [] : [wirePair(pairs, pair, standing, city)];
    }),
  };
}

/** One pair with every judgement and what it rests on. */
export function wirePairDetail(pairs: PairsPort, pair: HostPair, standing: PairStanding, city: City): WirePairDetail {
  const reading = pairs.reading(pair.id);
  const { rtoSeconds, rpoSeconds, rpoBytes } = pairs.settingsOf(pair.id).targets;
  return {
    ...wirePair(pairs, pair, standing, city),
    judgements: standing.judgements.map(wireJudgement),
    takeovers: pairs.takeovers(pair.id).slice(0, shownTakeovers).map(wireTakeover),
    asked: reading === undefined ? [] : askedOf(reading),
    lag: pairLag(pairs.readings(pair.id)),
    targets: { rtoSeconds, rpoSeconds, rpoBytes },
  };
}

function wirePair(pairs: PairsPort, pair: HostPair, standing: PairStanding, city: City): WirePair {
  const { id, districtId, role, standby, virtualAddress } = pair;
  const [last] = pairs.takeovers(id);
  const counts = { pass: 0, fail: 0, unknown: 0, waived: 0, 'not-offered': 0 };
  for (const judgement of standing.judgements) counts[verdictOf(judgement)] += 1;
  const services = [...city.services.values()].filter(({ appPairId, dbPairId }) => appPairId === id || dbPairId === id);
  const known = new Map(standing.roles.map((one) => [one.deviceId, one]));
  return {
    ...{ id, districtId, role, standby, virtualAddress },
    home: pairs.settingsOf(id).home ?? null,
    members: [pair.memberA, pair.memberB].map((deviceId) => {
      const one = known.get(deviceId);
      return { deviceId, role: one?.role ?? 'unknown', holdsAddress: one?.holdsAddress ?? null };
    }),
    readiness: wireReadiness(standing),
    since: isoTime(standing.since),
    observedAt: isoOrNull(standing.observedAt),
    troubles: troublesOf(standing).map(({ trouble, severity, judgements }) => {
      const title = message(`pairs.trouble.${trouble}.title`);
      return { trouble, severity, title, checks: judgements.map(({ checkId }) => checkId) };
    }),
    services: services.map(({ id: serviceId, nameZh, nameEn }) => ({ id: serviceId, nameZh, nameEn })),
    lastTakeover: last === undefined ? null : wireTakeover(last),
    probes: pairs.settingsOf(id).probes.map((probe) => probeOf(pairs, id, probe.id)),
    counts,
  };
}

function wireReadiness({ readiness }: PairStanding): WireReadiness {
  const { word, score, rtoMs, rpoMs, rpoBytes, lowered } = readiness;
  return {
    word,
    score: score ?? null,
    ...{ rtoMs: measured(rtoMs), rpoMs: measured(rpoMs), rpoBytes: measured(rpoBytes) },
    lowered: lowered.map(({ checkId, by, reason }) => ({ check: checkId, by, reason })),
  };
}

export function verdictOf({ verdict, notOffered, waiver }: PairJudgement): WirePairVerdict {
  if (notOffered) return 'not-offered';
  return waiver === undefined ? verdict : 'waived';
}

export function wireJudgement(judgement: PairJudgement): WirePairJudgement {
  const { checkId: check, severity, trouble, reason, observedAt, evidence, waiver } = judgement;
  return {
    ...{ check, severity, trouble, reason },
    verdict: verdictOf(judgement),
    title: message(`pairs.${check}.title`),
    remedy: message(`pairs.${check}.remedy`),
    observedAt: isoOrNull(observedAt),
    evidence: evidence.map(({ deviceId, source, value, at }) => ({
      ...{ deviceId: deviceId ?? null, source, value, at: isoTime(at) },
    })),
    waiver: waiver === undefined ? null : { ...waiver, until: isoTime(waiver.until) },
  };
}

/** A takeover as the pages get it. */
export function wireTakeover(takeover: Takeover): WireTakeover {
  const { from, to, detectedAt, lastGoodAt, firstGoodAt, rtoMs, rpoMs, rpoBytes, drillId, ...rest } = takeover;
  return {
    ...rest,
    ...{ from: from ?? null, to: to ?? null, drillId: drillId ?? null },
    ...{ detectedAt: isoTime(detectedAt), lastGoodAt: isoOrNull(lastGoodAt), firstGoodAt: isoOrNull(firstGoodAt) },
    ...{ rtoMs: measured(rtoMs), rpoMs: measured(rpoMs), rpoBytes: measured(rpoBytes) },
  };
}

function askedOf({ members, neighbours }: PairReading): readonly WirePairAsked[] {
  const ofMembers = members.flatMap(({ deviceId, ...engines }) =>
    Object.entries(engines).map(([what, asked]): WirePairAsked => {
      const { outcome, at } = asked;
      const reason = 'reason' in asked ? asked.reason : null;
      return { deviceId, what, outcome, at: isoTime(at), reason };
    }),
  );
  const ofNeighbours = neighbours.map(({ deviceId, outcome, at }): WirePairAsked => {
    return { deviceId, what: 'arp', outcome, at: isoTime(at), reason: null };
  });
  return [...ofMembers, ...ofNeighbours];
}

function probeOf(pairs: PairsPort, pairId: string, id: string): WirePairProbe {
  const newest = pairs.probes(pairId).find(({ probeId }) => probeId === id);
  if (newest === undefined) return { id, at: null, ok: null, latencyMs: null, answeredBy: null, reason: null };
  const { startedAt, finishedAt, ok, answeredBy, reason } = newest;
  const latencyMs = Math.max(0, finishedAt - startedAt);
  return { id, at: isoTime(finishedAt), ok, latencyMs, answeredBy: answeredBy ?? null, reason: reason ?? null };
}
