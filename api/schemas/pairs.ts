import { Type } from '@fastify/type-provider-typebox';
import { pairTroubles } from '../../audit/index.ts';
import type { WirePairDetail, WirePairs, WireTakeovers } from '../wire-pairs.ts';
import { closed, count, id, messageText, orNull, text, time, words } from './parts.ts';

export const pairWords = ['ready', 'at-risk', 'not-ready', 'unknown'] as const;
export const pairVerdicts = ['pass', 'fail', 'unknown', 'waived', 'not-offered'] as const;
const roles = ['active', 'standby', 'none', 'unknown'] as const;
const outcomes = ['answered', 'absent', 'refused', 'silent', 'malformed'] as const;

const word = words(pairWords, 'unknown: it cannot be told whether it would take over');
const verdict = words(pairVerdicts, 'not-offered: the engine tells nothing; counts neither for nor against');
const severity = words(['P1', 'P2', 'P3'] as const, 'P1: page now; P2: the same day; P3: for the report');
const trouble = words(pairTroubles);
const score = orNull(Type.Number({ minimum: 0, maximum: 100, description: 'Null: nothing is known' }));
const measured = orNull(
  closed(
    { least: Type.Number({ minimum: 0 }), most: Type.Number({ minimum: 0 }) },
    { description: 'What was measured lies between these' },
  ),
);
const times = { rtoMs: measured, rpoMs: measured, rpoBytes: measured };

const takeover = closed({
  id,
  pairId: id,
  ...{ from: orNull(id), to: orNull(id) },
  ...{ detectedAt: time, lastGoodAt: orNull(time), firstGoodAt: orNull(time) },
  ...times,
  planned: Type.Boolean(),
  drillId: orNull(id),
  cause: messageText,
  services: Type.Array(id),
  points: Type.Array(id),
  open: Type.Boolean({ description: 'True until there is a good answer again' }),
});

const pairParts = {
  id,
  districtId: id,
  role: words(['app', 'db'] as const),
  standby: text,
  virtualAddress: text,
  home: orNull(id),
  members: Type.Array(closed({ deviceId: id, role: words(roles), holdsAddress: orNull(Type.Boolean()) })),
  readiness: closed({
    word,
    score,
    ...times,
    lowered: Type.Array(closed({ check: id, by: Type.Number(), reason: messageText })),
  }),
  since: time,
  observedAt: orNull(time),
  troubles: Type.Array(closed({ trouble, severity, title: messageText, checks: Type.Array(id) })),
  services: Type.Array(closed({ id, nameZh: text, nameEn: text })),
  lastTakeover: orNull(takeover),
  probes: Type.Array(
    closed({
      id,
      at: orNull(time),
      ok: orNull(Type.Boolean()),
      latencyMs: orNull(Type.Number({ minimum: 0 })),
      answeredBy: orNull(text),
      reason: orNull(messageText),
    }),
  ),
  counts: closed({ pass: count, fail: count, unknown: count, waived: count, 'not-offered': count }),
};

export const pairs = Type.Unsafe<WirePairs>(
  closed({
    at: time,
    districts: Type.Array(
      closed({
        id,
        ...{ nameZh: text, nameEn: text, word, score },
        ...{ pairs: count, ready: count, atRisk: count, notReady: count, unknown: count },
      }),
    ),
    pairs: Type.Array(closed(pairParts)),
  }),
);

export const pairJudgement = closed({
  check: id,
  title: messageText,
  ...{ verdict, severity, trouble },
  reason: messageText,
  remedy: messageText,
  observedAt: orNull(time),
  evidence: Type.Array(closed({ deviceId: orNull(id), source: text, value: text, at: time })),
  waiver: orNull(closed({ approver: text, reason: text, until: time })),
});

export const pairDetail = Type.Unsafe<WirePairDetail>(
  closed({
    ...pairParts,
    judgements: Type.Array(pairJudgement),
    takeovers: Type.Array(takeover),
    asked: Type.Array(
      closed({ deviceId: id, what: text, outcome: words(outcomes), at: time, reason: orNull(messageText) }),
    ),
    lag: Type.Array(
      closed({ at: time, bytes: orNull(Type.Number({ minimum: 0 })), seconds: orNull(Type.Number({ minimum: 0 })) }),
      { description: 'How far the standby was behind, oldest first; null is a gap' },
    ),
    targets: closed({ rtoSeconds: Type.Number(), rpoSeconds: Type.Number(), rpoBytes: Type.Number() }),
  }),
);

export const takeovers = Type.Unsafe<WireTakeovers>(closed({ pairId: id, takeovers: Type.Array(takeover) }));
