import type { Incident } from '../incident.ts';
import { roomLimits, type SimilarIncident } from './model.ts';

/**
 * Past incidents that teach something about this one: of the same trouble first, then of the same element, then of the same condition
 * in its district; within each the newest first, ten in all.
 * @param districtOf of an element; undefined where it has none
 */
export function similarTo(
  incident: Incident,
  others: readonly Incident[],
  districtOf: (root: Incident['root']) => string | undefined,
): readonly SimilarIncident[] {
  const district = districtOf(incident.root);
  const whyOf = (other: Incident): SimilarIncident['why'] | undefined => {
    const sameCondition = other.condition === incident.condition;
    if (other.root.kind === incident.root.kind && other.root.id === incident.root.id)
      return sameCondition && other.topic === incident.topic ? 'same-trouble' : 'same-element';
    return sameCondition && district !== undefined && districtOf(other.root) === district ? 'same-district' : undefined;
  };
  const ranks = ['same-trouble', 'same-element', 'same-district'];
  return others
    .flatMap((other) => {
      const why = other.id === incident.id || other.raisedAt > incident.raisedAt ? undefined : whyOf(other);
      return why === undefined ? [] : [{ incident: other, why, notes: notesOf(other) }];
    })
    .sort((a, b) => ranks.indexOf(a.why) - ranks.indexOf(b.why) || b.incident.raisedAt - a.incident.raisedAt)
    .slice(0, roomLimits.similar);
}

/** What people wrote, the last first: how it was ended stands there. */
function notesOf({ history }: Incident): readonly string[] {
  const words = history.flatMap(({ by, note = '' }) => (by === undefined || note === '' ? [] : [note]));
  return words.reverse().slice(0, roomLimits.notesOfSimilar);
}
