import { Type } from '@fastify/type-provider-typebox';
import { unitKinds } from '../../audit/index.ts';
import { assessedSeverities, assessmentRhythms, indicatorKinds } from '../../inventory/index.ts';
import type { WireAssessment, WireAssessmentCard, WireAssessments } from '../wire-assessment.ts';
import { closed, count, id, messageText, orNull, text, time, words } from './parts.ts';

const share = Type.Number({ minimum: 0, maximum: 1 });
const points = Type.Number({ minimum: 0, maximum: 100 });
const percent = Type.Number({ minimum: 0, maximum: 100, description: "Of this card's score" });

const scheme = closed({
  version: Type.Integer({ minimum: 1, description: 'Raised with each change' }),
  rhythm: words(assessmentRhythms),
  digest: text,
  indicators: Type.Array(
    closed({
      id,
      kind: words(indicatorKinds),
      nameZh: orNull(text),
      nameEn: orNull(text),
      weight: count,
      curve: words(['steps', 'straight'] as const),
      steps: Type.Array(closed({ at: share, points }), {
        description: 'Best first; below the last there are no points',
      }),
      hours: words(['all', 'service'] as const),
      withinSeconds: Type.Number({ minimum: 0 }),
      severities: Type.Array(words(assessedSeverities)),
    }),
  ),
});

const closedOne = closed({
  id,
  periodId: text,
  from: time,
  to: time,
  version: count,
  schemeDigest: text,
  status: words(['proposed', 'closed'] as const),
  madeAt: time,
  proposedBy: text,
  closedBy: orNull(text),
  closedAt: orNull(time),
  reason: text,
});

export const assessments = Type.Unsafe<WireAssessments>(
  closed({
    scheme: orNull(scheme),
    periods: Type.Array(closed({ id, from: time, to: time, isOver: Type.Boolean(), obstacle: orNull(messageText) })),
    closed: Type.Array(closedOne),
  }),
);

const range = closed(
  { lower: Type.Number({ minimum: 0 }), upper: Type.Number({ minimum: 0 }) },
  {
    description: 'The unknown read as bad, and as good',
  },
);
export const unitKind = words(unitKinds);
const unitParts = {
  kind: unitKind,
  id,
  nameZh: text,
  nameEn: text,
  districtId: id,
  pointIds: Type.Array(id),
  score: orNull(range),
  rank: orNull(closed({ rank: count, best: count, worst: count, of: count })),
};
const headParts = {
  id,
  state: words(['ready', 'making', 'failed'] as const),
  share,
  reason: orNull(messageText),
  remedy: orNull(messageText),
  closed: orNull(closedOne),
  altered: Type.Boolean(),
  about: orNull(closed({ periodId: text, from: time, to: time, periodEnd: time, madeAt: time, scheme })),
};

export const assessment = Type.Unsafe<WireAssessment>(
  closed({
    ...headParts,
    cards: Type.Array(
      closed({
        ...unitParts,
        indicators: Type.Array(closed({ id, points: orNull(range), share: percent })),
      }),
    ),
  }),
);

const amount = Type.Number({ minimum: 0 });
export const assessmentCard = Type.Unsafe<WireAssessmentCard>(
  closed({
    ...headParts,
    card: orNull(
      closed({
        ...unitParts,
        indicators: Type.Array(
          closed({
            id,
            points: orNull(range),
            share: percent,
            none: orNull(messageText),
            counted: orNull(
              closed({
                unit: words(['seconds', 'terminals', 'items', 'incidents'] as const),
                good: amount,
                bad: amount,
                unknown: amount,
                value: range,
                inputs: Type.Array(messageText),
                evidence: Type.Array(
                  closed({ about: text, what: messageText, from: time, to: orNull(time), record: orNull(count) }),
                ),
                evidenceLeftOut: count,
              }),
            ),
          }),
        ),
      }),
    ),
  }),
);
