import { cardsOf } from '../audit/assessment/assess.ts';
import { factsOf, indicator, lived, schemeOf, smallCity, storiesAt } from '../audit/assessment/stage.fake.ts';
import { type ClosedAssessment, schemeDigestOf } from '../audit/index.ts';
import { message } from '../core/index.ts';
import type { AssessmentsPort } from './ports.ts';

const period = { from: 0, to: 1_000 };
const scheme = schemeOf(
  indicator({ kind: 'availability', weight: 70 }),
  indicator({ kind: 'terminals', weight: 20, nameZh: '资产' }),
  indicator({ kind: 'open-items', weight: 10 }),
);
const facts = factsOf({
  city: smallCity(),
  stories: storiesAt(
    lived(
      'points',
      'one-1',
      [
        ['up', 0],
        ['down', 900],
      ],
      { period },
    ),
    lived('points', 'one-2', [['up', 0]], { period }),
    lived('points', 'two-1', [['up', 0]], { period, unwatched: [{ from: 0, to: 500 }] }),
  ),
  expected: new Map([['two-1', 4]]),
});
const about = {
  ...{ periodId: '1970-Q1', period, periodEnd: 1_000, scheme, schemeDigest: schemeDigestOf(scheme), madeAt: 2_000 },
};
export const fakeAssessment = { ...about, cards: cardsOf(facts, scheme) };
export const fakeClosed: ClosedAssessment = {
  ...{
    id: '1970-Q1@1',
    status: 'closed',
    cardCount: 3,
    cardsDigest: 'sha256:00',
    reason: 'over',
    proposedBy: { user: 'wang', role: 'operator' },
  },
  ...{ closedBy: { user: 'li', role: 'approver' }, closedAt: 3_000 },
  ...about,
};

/**
 * A small city's assessments: 1970-Q1 as it stands and closed (`@1`), 1970-Q2 never ready, 1970-Q3 failed. What is proposed is
 * refused and kept in `proposals`.
 */
export function fakeAssessments(proposals: unknown[] = []): AssessmentsPort {
  const look: AssessmentsPort['look'] = async (id) => {
    if (id === '1970-Q1') return { state: 'ready', assessment: fakeAssessment };
    if (id === '1970-Q1@1') return { state: 'ready', assessment: fakeAssessment, closed: fakeClosed, altered: false };
    if (id === '1970-Q2') return { state: 'making', share: 0.25, before: undefined };
    if (id === '1970-Q3')
      return { state: 'failed', reason: message('report.evidence-altered', { index: 3 }), remedy: undefined };
    return undefined;
  };
  return {
    scheme: () => ({ scheme, digest: schemeDigestOf(scheme) }),
    periods: () => [
      { id: '1970-Q1', ...period, isOver: true, obstacle: message('assessment.refused.closed', { id: '1970-Q1@1' }) },
    ],
    closed: () => [fakeClosed],
    ...{ look, made: look },
    withPlaces: async (card) => card,
    async propose(wish) {
      proposals.push(wish);
      return { ok: false, reason: message('assessment.refused.early', { from: '1970-04-01T00:00:00.000Z' }) };
    },
  };
}
