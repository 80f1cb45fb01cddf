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
 * one of them raised do not come into it. `known` may be in any order; in a storm each notice looks at all, so nothing is made of others.
 */
export function noticeKey(incident: Incident, { what, at }: IncidentEvent, known: Iterable<Incident>): string {
  const { condition, root, topic } = incident;
  const own = numberOf(incident);
  let before = 0;
  for (const other of known) {
    if (other.root.id !== root.id || other.condition !== condition) continue;
    if (other.root.kind !== root.kind || other.topic !== topic) continue;
    const number = numberOf(other);
    if (number < own && number > before) before = number;
  }
  // A person may acknowledge again; raised and cleared happen once.
  const which = what === 'acknowledged' ? `${what} ${at}` : what;
  return `${troubleOf(incident)} after ${before === 0 ? 'none' : `INC-${before}`} ${which}`;
}
