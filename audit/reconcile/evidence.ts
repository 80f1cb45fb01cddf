import type { NewRecord } from '../../ledger/index.ts';
import type { FindingEvent } from './model.ts';

/** What a person decided of a finding, for the ledger: who, why, and what was seen instead of what. Undefined for what nobody decided. */
export function decisionRecord({ what, finding }: FindingEvent): NewRecord | undefined {
  const { id, kind, element, declared, observed, evidence, decision, changes } = finding;
  if (decision === undefined || what !== decision.verdict) return undefined;
  return {
    kind: 'acknowledgement',
    subject: `finding ${id}`,
    body: {
      event: what,
      at: new Date(decision.at).toISOString(),
      by: decision.by,
      reason: decision.reason,
      finding: kind,
      element: `${element.kind} ${element.id}`,
      declared,
      observed,
      seen: evidence.map((each) => ({ ...each, at: new Date(each.at).toISOString() })),
      changes: changes.map(({ file, id: line = null, cells }) => ({ file, line, cells: { ...cells } })),
    },
  };
}
