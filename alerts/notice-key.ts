import type { Incident, IncidentEvent } from './incident.ts';

/** What two instances that see the same trouble both call it: condition, root and topic. */
export function troubleOf({
  condition,
  root,
  topic,
}: Pick<Incident, 'condition' | 'root'> & { readonly topic?: string | undefined }): string {
  return [condition, root.kind, root.id, ...(topic === undefined ? [] : [topic])].join(' ');
}

const numberOf = ({ id }: Incident): number => Number(id.slice(4));

/**
 * A notice's key, from what both instances know: the trouble, and the incident of it before this one. Numbers of incidents that only
 * one of them raised do not come into it. `known` may be in any order.
 */
export function noticeKey(incident: Incident, { what, at }: IncidentEvent, known: readonly Incident[]): string {
  const trouble = troubleOf(incident);
  const before = known
    .filter((other) => numberOf(other) < numberOf(incident) && troubleOf(other) === trouble)
    .reduce((most, other) => Math.max(most, numberOf(other)), 0);
  // A person may acknowledge again; raised and cleared happen once.
  const which = what === 'acknowledged' ? `${what} ${at}` : what;
  return `${trouble} after ${before === 0 ? 'none' : `INC-${before}`} ${which}`;
}
