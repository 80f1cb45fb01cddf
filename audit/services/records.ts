import type { JsonObject, NewRecord } from '../../ledger/index.ts';
import { type ServiceChange, viewId } from './model.ts';

/** Records about a service have this subject; those about a view `view <point>/<service>`. */
export const serviceSubject = (serviceId: string): string => `service ${serviceId}`;

const iso = (at: number): string => new Date(at).toISOString();

/** A change of a service with what each place saw, or of a view with what takes it; at its own time, which may lie in the past. */
export function serviceRecord(change: ServiceChange): NewRecord {
  if (change.what === 'view') {
    const { at, before, state, basis, reason, roots } = change;
    const body: JsonObject = {
      ...{ before, state, basis, at: iso(at) },
      reason: { key: reason.key, params: wellFormed(reason.params) },
      roots: roots.map(({ kind, id }) => `${kind} ${id}`),
    };
    return { kind: 'state-change', subject: `view ${viewId(change)}`, sealed: true, body };
  }
  const { at, before, after } = change;
  const { state, reason, root, observedAt, failedPhase, vantages } = after;
  const body: JsonObject = {
    ...{ before, state, at: iso(at), observedAt: observedAt === 0 ? null : iso(observedAt) },
    reason: { key: reason.key, params: wellFormed(reason.params) },
    vantages: vantages.map((each) => ({
      ...{ vantage: each.vantageId, state: each.state, at: each.observedAt === 0 ? null : iso(each.observedAt) },
      reason: { key: each.reason.key, params: wellFormed(each.reason.params) },
    })),
    ...(failedPhase === undefined ? {} : { failedPhase }),
    ...(root === undefined ? {} : { root: `${root.kind} ${root.id}` }),
  };
  return { kind: 'state-change', subject: serviceSubject(after.serviceId), sealed: true, body };
}

/** Words from outside may be no well-formed text. */
function wellFormed(params: Readonly<Record<string, string | number>> = {}): Record<string, string | number> {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [name, typeof value === 'string' ? value.toWellFormed() : value]),
  );
}
