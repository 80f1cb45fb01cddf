/** Terminals: what the newest stock-take of the period found as the register has it. Nobody counted is nobody knows. */
import { message } from '../../../core/index.ts';
import type { AssessmentFacts, SignedStockTake } from '../facts.ts';
import type { Finding, Measure, Unit } from '../model.ts';
import { sumOfMeasures } from '../points.ts';
import { found } from './found.ts';

export function terminals({ period, stockTakes, expected }: AssessmentFacts, { pointIds }: Unit): Finding {
  const told = pointIds.map((id): { readonly take: SignedStockTake | undefined; readonly measure: Measure } => {
    const take = stockTakes
      .filter(({ placeId, at }) => placeId === id && at >= period.from && at < period.to)
      .reduce<SignedStockTake | undefined>(
        (last, each) => (last === undefined || each.at >= last.at ? each : last),
        undefined,
      );
    const measure =
      take === undefined
        ? { good: 0, bad: 0, unknown: expected.get(id) ?? 0 }
        : { good: take.found, bad: take.findings, unknown: 0 };
    return { take, measure };
  });
  const counted = told.flatMap(({ take }) => (take === undefined ? [] : [take]));
  return found({
    unit: 'terminals',
    measure: sumOfMeasures(told.map(({ measure }) => measure)),
    none: 'no-terminals',
    inputs: [message('assessment.input.counted', { count: counted.length, points: pointIds.length })],
    evidence: counted
      .toSorted((a, b) => b.findings - a.findings || a.at - b.at)
      .map((take) => ({
        about: `stock-take ${take.id}`,
        what: message('assessment.evidence.stock-take', { found: take.found, findings: take.findings }),
        ...{ from: take.at, to: undefined, record: take.record },
      })),
  });
}
