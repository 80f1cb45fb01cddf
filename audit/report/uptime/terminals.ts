import type { Language } from '../../../core/index.ts';
import type { City, Point, Terminal } from '../../../inventory/index.ts';
import type { TerminalCount } from '../model.ts';
import { pointElement } from './scope.ts';

/** The declared terminals of points, counted by network and state. */
export function terminalsOf(city: City, points: readonly Point[], language: Language): readonly TerminalCount[] {
  const byPoint = Map.groupBy(city.terminals.values(), ({ pointId }) => pointId);
  return points.map((point) => {
    const terminals = byPoint.get(point.id) ?? [];
    const inState = (state: Terminal['state']): number => terminals.filter((each) => each.state === state).length;
    const inNetwork = (network: Terminal['network']): number =>
      terminals.filter((each) => each.network === network).length;
    return {
      point: pointElement(city, point.id, language),
      inner: inNetwork('inner'),
      outer: inNetwork('outer'),
      inUse: inState('in-use'),
      inStore: inState('in-store'),
      inRepair: inState('in-repair'),
      scrapped: inState('scrapped'),
    };
  });
}
