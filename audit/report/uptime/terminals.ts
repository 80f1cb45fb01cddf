import type { Language } from '../../../core/index.ts';
import type { City, Point } from '../../../inventory/index.ts';
import type { KeptTerminal } from '../../custody/kept.ts';
import type { TerminalCount } from '../model.ts';
import { pointElement } from './scope.ts';

/** The terminals of points, counted by network and by their state in the register; by the inventory's where none is kept. */
export function terminalsOf(
  city: City,
  points: readonly Point[],
  language: Language,
  register: ReadonlyMap<string, KeptTerminal>,
): readonly TerminalCount[] {
  const declared = [...city.terminals.values()].map(
    ({ pointId, network, state }): KeptTerminal => ({ placeId: pointId, network, state, declared: true }),
  );
  const all = register.size === 0 ? declared : [...register.values()];
  const byPoint = Map.groupBy(
    all.filter((each) => each.declared),
    ({ placeId }) => placeId,
  );
  return points.map((point) => {
    const terminals = byPoint.get(point.id) ?? [];
    const inState = (...states: readonly KeptTerminal['state'][]): number =>
      terminals.filter(({ state }) => states.includes(state)).length;
    const inNetwork = (network: KeptTerminal['network']): number =>
      terminals.filter((each) => each.network === network).length;
    return {
      point: pointElement(city, point.id, language),
      inner: inNetwork('inner'),
      outer: inNetwork('outer'),
      inUse: inState('in-use'),
      inStore: inState('in-store'),
      inHandOver: inState('issued', 'returned', 'retired'),
      inRepair: inState('in-repair'),
      scrapped: inState('scrapped'),
      lost: inState('lost'),
    };
  });
}
