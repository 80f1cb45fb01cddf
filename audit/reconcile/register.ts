import { createHash } from 'node:crypto';
import type { EpochMs } from '../../core/index.ts';
import { keyOf } from './compare.ts';
import type { Difference, Finding, FindingDecision, FindingEvent, FindingKind } from './model.ts';

/** Findings by their id, whatever their status. */
export type Register = ReadonlyMap<string, Finding>;

/** The same difference has the same id, also when it comes back. */
export function findingId(difference: Pick<Difference, 'kind' | 'subject'>): string {
  return `${difference.kind}-${createHash('sha256').update(keyOf(difference)).digest('hex').slice(0, 12)}`;
}

export interface Look {
  readonly differences: Iterable<Difference>;
  readonly now: EpochMs;
  /** Kinds that could not be judged: their findings stay as they are. */
  readonly unjudged: ReadonlySet<FindingKind>;
  /** Whether a person has accepted exactly this. */
  readonly isAccepted: (difference: Difference) => boolean;
}

/** The findings after a look at the network, and what happened to them. Pure. */
export function lookAgain(
  before: Register,
  { differences, now, unjudged, isAccepted }: Look,
): { readonly register: Register; readonly events: readonly FindingEvent[] } {
  const register = new Map(before);
  const events: FindingEvent[] = [];
  const happen = (what: FindingEvent['what'], finding: Finding) => {
    register.set(finding.id, finding);
    events.push({ what, finding, at: now });
  };
  const present = new Set<string>();
  for (const difference of differences) {
    const id = findingId(difference);
    if (isAccepted(difference)) continue;
    present.add(id);
    const known = register.get(id);
    const lastSeenAt = difference.evidence[0]?.at ?? now;
    if (known === undefined) {
      const times = { firstSeenAt: lastSeenAt, lastSeenAt, clearedAt: undefined };
      happen('seen', { ...difference, id, status: 'open', ...times, decision: undefined });
      continue;
    }
    const same = known.declared === difference.declared && known.observed === difference.observed;
    const stillRejected = same && known.decision?.verdict === 'rejected';
    const next: Finding = {
      ...known,
      ...difference,
      status: stillRejected ? 'rejected' : 'open',
      lastSeenAt,
      clearedAt: undefined,
      decision: stillRejected ? known.decision : undefined,
    };
    if (known.clearedAt !== undefined) happen('seen-again', next);
    else if (!same) happen('changed', next);
    else register.set(id, next);
  }
  for (const finding of before.values()) {
    if (finding.clearedAt !== undefined || present.has(finding.id) || unjudged.has(finding.kind)) continue;
    happen('cleared', { ...finding, status: 'cleared', clearedAt: now });
  }
  return { register, events };
}

/** What a person decides of a finding; undefined when there is nothing to decide any more. */
export function decide(finding: Finding, decision: FindingDecision): Finding | undefined {
  if (finding.clearedAt !== undefined) return undefined;
  const { verdict, at } = decision;
  return { ...finding, status: verdict, decision, clearedAt: verdict === 'accepted' ? at : undefined };
}
