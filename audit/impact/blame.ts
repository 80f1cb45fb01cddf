import { deadOf } from './dead.ts';
import type { ImpactGraph, Standing } from './graph.ts';
import { lossesIn, withNames } from './impact.ts';
import type { Impact, ImpactElement, ServiceView } from './model.ts';

type Loss = 'lost' | 'no-login';

/** Whether a view stands at least as badly as that. */
const isAs = (word: Standing, loss: Loss): boolean => word === 'lost' || word === loss;
const same = (a: ImpactElement, b: ImpactElement): boolean => a.kind === b.kind && a.id === b.id;

/**
 * What each of several failures takes away: what it takes by itself; what would be there without it (the second link of a
 * point); and what is lost by several groups at a time, so that no single one of them explains it.
 */
export function blameOf(graph: ImpactGraph, failed: readonly ImpactElement[]): (root: ImpactElement) => Impact {
  const standingUnder = (elements: readonly ImpactElement[]) => graph.under(deadOf(graph.topology, elements));
  const judges = new Map<
    string,
    { alone: ReturnType<typeof standingUnder>; without: ReturnType<typeof standingUnder> }
  >();
  const judgesOf = (element: ImpactElement) => {
    const key = `${element.kind} ${element.id}`;
    const known = judges.get(key);
    if (known !== undefined) return known;
    const without = standingUnder(failed.filter((other) => !same(other, element)));
    const made = { alone: standingUnder([element]), without };
    judges.set(key, made);
    return made;
  };
  const explains = (element: ImpactElement, view: ServiceView, loss: Loss): boolean => {
    const { alone, without } = judgesOf(element);
    return isAs(alone(view), loss) || !isAs(without(view), loss);
  };
  return (root) => {
    const { lost, noLogin, atRisk } = lossesIn(
      graph,
      failed.some((one) => same(one, root)) ? failed : [...failed, root],
      [root],
    );
    const mine = (views: readonly ServiceView[], loss: Loss) =>
      views.filter((view) => explains(root, view, loss) || !failed.some((other) => explains(other, view, loss)));
    return withNames(graph, [root], { lost: mine(lost, 'lost'), noLogin: mine(noLogin, 'no-login'), atRisk });
  };
}
