import { type Message, message } from '../../../core/index.ts';
import { assessmentLimits, type CardEvidence, type Finding, type Measure, type MeasureUnit } from '../model.ts';
import { baseOf } from '../points.ts';

/** Why an indicator does not apply: `assessment.none.` and this. */
export type None =
  | 'nothing'
  | 'no-services'
  | 'no-time'
  | 'all-announced'
  | 'no-places'
  | 'no-data-sets'
  | 'no-terminals'
  | 'no-items'
  | 'no-incidents';

/** Literal keys, so that a search finds each text. */
const nones: Readonly<Record<None, Message>> = {
  nothing: message('assessment.none.nothing'),
  'no-services': message('assessment.none.no-services'),
  'no-time': message('assessment.none.no-time'),
  'all-announced': message('assessment.none.all-announced'),
  'no-places': message('assessment.none.no-places'),
  'no-data-sets': message('assessment.none.no-data-sets'),
  'no-terminals': message('assessment.none.no-terminals'),
  'no-items': message('assessment.none.no-items'),
  'no-incidents': message('assessment.none.no-incidents'),
};

export function notFound(why: None): Finding {
  return { applies: false, none: nones[why] };
}

/** A finding with as much evidence as a card shows; of an empty measure, why there is none. */
export function found(told: {
  readonly unit: MeasureUnit;
  readonly measure: Measure;
  readonly none: None;
  readonly inputs: readonly Message[];
  /** The worst first. */
  readonly evidence: readonly CardEvidence[];
}): Finding {
  const { unit, measure, none, inputs, evidence } = told;
  if (baseOf(measure) === 0) return notFound(none);
  const shown = evidence.slice(0, assessmentLimits.evidence);
  return { applies: true, unit, measure, inputs, evidence: shown, evidenceLeftOut: evidence.length - shown.length };
}
