/** From facts and a scheme to every score card. Pure: the same input gives the same cards. */
import type { AssessmentScheme, IndicatorKind, IndicatorSettings } from '../../inventory/index.ts';
import { digestOf } from '../stocktake/records.ts';
import type { AssessmentFacts } from './facts.ts';
import { acknowledge, resolve } from './indicators/incidents.ts';
import { openItems } from './indicators/items.ts';
import { availability, response } from './indicators/lasting.ts';
import { terminals } from './indicators/terminals.ts';
import { backup, isolation } from './indicators/words.ts';
import type { Assessment, Finding, ScoreCard, Unit } from './model.ts';
import { ranked, scoreUnit } from './score.ts';
import { unitsOf } from './units.ts';

type Indicator = (facts: AssessmentFacts, unit: Unit, settings: IndicatorSettings) => Finding;

const indicatorOf: Readonly<Record<IndicatorKind, Indicator>> = {
  availability,
  response,
  isolation,
  backup,
  terminals,
  'open-items': openItems,
  acknowledge,
  resolve,
};

/** Of a scheme: what stands in it, not how it is spelled in the file. */
export const schemeDigestOf = (scheme: AssessmentScheme): string => digestOf(JSON.parse(JSON.stringify(scheme)));

export function cardsOf(facts: AssessmentFacts, { indicators }: AssessmentScheme): readonly ScoreCard[] {
  const scored = unitsOf(facts.city).map((unit) =>
    scoreUnit(
      unit,
      indicators,
      indicators.map((settings) => indicatorOf[settings.kind](facts, unit, settings)),
    ),
  );
  const ofKind = (kind: Unit['kind']) => ranked(scored.filter(({ unit }) => unit.kind === kind));
  return [...ofKind('district'), ...ofKind('office')];
}

export function assess(
  facts: AssessmentFacts,
  about: Pick<Assessment, 'periodId' | 'periodEnd' | 'scheme' | 'madeAt'>,
): Assessment {
  const { periodId, periodEnd, scheme, madeAt } = about;
  return {
    ...{ periodId, period: facts.period, periodEnd, scheme, schemeDigest: schemeDigestOf(scheme), madeAt },
    cards: cardsOf(facts, scheme),
  };
}
