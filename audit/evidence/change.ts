import type { JsonObject, NewRecord } from '../../ledger/index.ts';
import type { StateChange } from '../state/model.ts';

/** A change of state with what it rests on; undefined for ports, whose history is that of the series, and for first sights. */
export function changeRecord({ before, after }: StateChange): NewRecord | undefined {
  if (before === undefined || after.kind === 'interface') return undefined;
  const { kind, id, state, reason, since, observedAt, evidence, behind } = after;
  const iso = (at: number): string | null => (at === 0 ? null : new Date(at).toISOString());
  const body: JsonObject = {
    before: before.state,
    state,
    reason: { key: reason.key, params: reason.params ?? {} },
    since: iso(since),
    observedAt: iso(observedAt),
    evidence: evidence.map(({ deviceId, what, value, at }) => ({
      deviceId,
      what,
      value: value.toWellFormed(),
      at: iso(at),
    })),
    ...(behind === undefined ? {} : { behind: behind.map((ref) => `${ref.kind} ${ref.id}`) }),
  };
  return { kind: 'state-change', subject: `${kind} ${id}`, body, sealed: true };
}
