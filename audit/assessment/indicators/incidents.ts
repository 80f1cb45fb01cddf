/** Response times: of the incidents raised in the period, how many somebody took over, and how many were over, in time. */
import { message } from '../../../core/index.ts';
import type { IndicatorSettings } from '../../../inventory/index.ts';
import type { AssessmentFacts, IncidentStory } from '../facts.ts';
import type { Finding, Unit } from '../model.ts';
import { whereIs } from '../units.ts';
import { nobodyWatchedAt, type Told, tally } from './deadlines.ts';
import { found } from './found.ts';

type Terms = Pick<IndicatorSettings, 'withinSeconds' | 'severities'>;

/** What was over before anybody had to take it over asks for nobody. */
export function acknowledge(facts: AssessmentFacts, unit: Unit, terms: Terms): Finding {
  return inTime(facts, unit, terms, ({ acknowledgedAt, clearedAt }, deadline) => {
    if (acknowledgedAt !== undefined && acknowledgedAt <= deadline) return 'good';
    return clearedAt !== undefined && clearedAt <= deadline ? undefined : 'bad';
  });
}

export function resolve(facts: AssessmentFacts, unit: Unit, terms: Terms): Finding {
  return inTime(facts, unit, terms, ({ clearedAt }, deadline) =>
    clearedAt !== undefined && clearedAt <= deadline ? 'good' : 'bad',
  );
}

function inTime(
  facts: AssessmentFacts,
  unit: Unit,
  { withinSeconds, severities }: Terms,
  judge: (incident: IncidentStory, deadline: number) => 'good' | 'bad' | undefined,
): Finding {
  const { city, period, incidents, unwatched, knownUntil } = facts;
  const points = new Set(unit.pointIds);
  const isOf = ({ root }: IncidentStory): boolean => {
    const { pointId, districtId } = whereIs(city, root);
    return unit.kind === 'district' ? districtId === unit.id : pointId !== undefined && points.has(pointId);
  };
  const told = incidents
    .filter(({ raisedAt, isFolded }) => raisedAt >= period.from && raisedAt < period.to && !isFolded)
    .filter((incident) => severities.some((severity) => severity === incident.severity) && isOf(incident))
    .flatMap((incident): readonly Told<IncidentStory>[] => {
      const at = incident.raisedAt + withinSeconds * 1_000;
      const word = judge(incident, at);
      // Before its time is over nothing is late.
      if (word === undefined || (word === 'bad' && at > knownUntil)) return [];
      const isSeen = word === 'good' || !nobodyWatchedAt(unwatched, at);
      return [{ of: incident, word: isSeen ? word : 'unknown', at }];
    });
  return found({
    unit: 'incidents',
    measure: tally(told),
    none: 'no-incidents',
    inputs: [message('assessment.input.incidents', { count: told.length, minutes: Math.round(withinSeconds / 60) })],
    evidence: told
      .filter(({ word }) => word !== 'good')
      .map(({ of: { id, summary, raisedAt, clearedAt, record } }) => ({
        ...{ about: `incident ${id}`, what: summary, from: raisedAt, to: clearedAt, record },
      })),
  });
}
