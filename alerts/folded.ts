import type { StateView } from '../audit/index.ts';
import { ownerOf, refKey } from './affected.ts';
import type { Incident } from './incident.ts';
import type { Kept } from './register.ts';
import { neverFolded } from './traits.ts';

/** Open incidents that are no trouble of their own any more, for they are behind a new root. */
export function foldedInto(root: Incident, open: readonly Kept[], states: StateView): readonly Kept[] {
  const hidden = new Set([refKey(root.root), ...root.affected.map(refKey)]);
  const carriesAgain = ({ root: { kind, id } }: Incident): boolean =>
    states.peek(kind, id)?.reason.key === 'audit.link.one-end';
  return open.filter(({ incident }) => {
    if (incident.id === root.id || neverFolded(incident.condition)) return false;
    // A cut fibre stays its own trouble while it cannot be seen, unless the one end that is seen carries again.
    if (incident.condition === 'link-down' && !carriesAgain(incident)) return false;
    return hidden.has(refKey(ownerOf(incident.root)));
  });
}
