import { Type } from '@fastify/type-provider-typebox';
import type {
  WireIsolation,
  WireIsolationCheck,
  WireIsolationHistory,
  WireIsolationPlaceDetail,
} from '../wire-isolation.ts';
import { closed, count, id, messageText, orNull, text, time, words } from './parts.ts';

export const isolationWords = ['isolated', 'violated', 'unknown'] as const;
export const checkVerdicts = ['pass', 'fail', 'unknown', 'waived', 'not-offered'] as const;
const severities = ['S1', 'S2', 'S3'] as const;
const placeKinds = ['point', 'data-centre'] as const;
const evidences = ['tables', 'probes', 'outer', 'register', 'survey'] as const;

const word = words(isolationWords);
const verdict = words(checkVerdicts, 'not-offered: the devices have no such table; counts neither for nor against');
const severity = words(severities, 'S1: isolation is broken; S2: a path exists or cannot be excluded; S3: hygiene');
const seconds = Type.Number({ minimum: 0 });

const counts = {
  word,
  isolated: count,
  violated: count,
  unknown: count,
  coverage: orNull(
    Type.Number({ minimum: 0, maximum: 1, description: 'Checks that passed or failed, of those that apply' }),
  ),
  oldestEvidenceAt: orNull(time),
};

const placeParts = {
  id,
  kind: words(placeKinds),
  districtId: id,
  nameZh: text,
  word,
  since: time,
  deciding: Type.Array(id, { description: 'The checks that make the word what it is, the worst first' }),
  decided: count,
  applicable: count,
  oldestEvidenceAt: orNull(time),
};

export const isolation = Type.Unsafe<WireIsolation>(
  closed({
    at: time,
    declaration: text,
    city: closed(counts),
    points: closed(counts),
    districts: Type.Array(closed({ id, nameZh: text, nameEn: text, ...counts })),
    places: Type.Array(closed({ ...placeParts, checks: Type.Array(closed({ id, verdict, severity })) })),
  }),
);

const findings = Type.Array(
  closed({
    deviceId: orNull(id),
    oid: orNull(text),
    value: text,
    severity,
    text: messageText,
  }),
  { description: 'Offending rows, each with the OID of its instance and the value' },
);

export const isolationPlace = Type.Unsafe<WireIsolationPlaceDetail>(
  closed({
    ...placeParts,
    at: time,
    declaration: text,
    checks: Type.Array(
      closed({
        id,
        title: messageText,
        remedy: messageText,
        clauses: Type.Array(text),
        needed: Type.Boolean(),
        verdict,
        severity,
        reason: messageText,
        since: time,
        observedAt: orNull(time),
        judgements: Type.Array(
          closed({
            deviceId: orNull(id),
            verdict,
            severity,
            reason: messageText,
            observedAt: orNull(time),
            findings,
            findingCount: count,
            waiver: orNull(closed({ approver: text, reason: text, until: time })),
          }),
        ),
      }),
    ),
    devices: Type.Array(closed({ id, kind: text, readAt: orNull(time), gapSeconds: seconds })),
  }),
);

export const isolationHistory = Type.Unsafe<WireIsolationHistory>(
  closed({
    placeId: id,
    from: time,
    to: time,
    seconds: closed({ isolated: seconds, violated: seconds, unknown: seconds }),
    longestUnknownSeconds: seconds,
    longestGapSeconds: orNull(seconds),
    spans: Type.Array(closed({ from: time, to: time, word, deciding: Type.Array(id) })),
    events: Type.Array(
      closed({
        at: time,
        checkId: id,
        before: verdict,
        verdict: words([...checkVerdicts, 'not-applicable'] as const),
        severity,
        reason: orNull(messageText),
        findings,
        findingCount: count,
      }),
    ),
    cut: Type.Boolean({ description: 'The oldest entries of the period are missing' }),
  }),
);

export const isolationChecks = Type.Unsafe<readonly WireIsolationCheck[]>(
  Type.Array(
    closed({
      id,
      title: messageText,
      remedy: messageText,
      severity,
      clauses: Type.Array(text, { description: 'Clauses of GB/T 22239-2019' }),
      evidence: words(evidences),
      periodSeconds: seconds,
      needed: Type.Boolean({ description: 'Must have been judged before a place can count as isolated' }),
      places: closed(Object.fromEntries(checkVerdicts.map((each) => [each, count]))),
    }),
  ),
);
