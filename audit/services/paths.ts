import { deadOf } from '../impact/dead.ts';
import type { ImpactGraph, Standing } from '../impact/graph.ts';
import type { ImpactElement, ServiceView } from '../impact/model.ts';
import { presentFailures, type Sight } from '../impact/present.ts';
import type { PathStanding } from './model.ts';

/** With more failures at a time than this, a view names those on its way without asking which of them alone would do. */
const askedFailures = 30;
const badness: Readonly<Record<Standing, number>> = { served: 0, 'last-way': 1, 'no-login': 2, lost: 3 };
const isAs = (word: Standing, loss: Standing): boolean => badness[word] >= badness[loss];

/**
 * How every way stands by the present failures, and which of them take it: those that would alone, or without which it would be there;
 * where only several together explain it, all that are on its way. Each view is looked at when it is asked for, once.
 */
export function presentPaths(graph: ImpactGraph, sight: Sight): (view: ServiceView) => PathStanding {
  const { topology } = graph;
  const { failed, unseen } = presentFailures(topology, sight);
  const under = (elements: readonly ImpactElement[]) => graph.under(deadOf(topology, elements));
  const now = under(failed);
  const atWorst = unseen.length === 0 ? now : under([...failed, ...unseen]);
  const blamed =
    failed.length > askedFailures
      ? []
      : failed.map((element, index) => ({
          element,
          alone: under([element]),
          without: under(failed.toSpliced(index, 1)),
        }));
  const using = new Map<ImpactElement, ReadonlySet<ServiceView>>();
  const isOnWay = (element: ImpactElement, view: ServiceView): boolean => {
    const known = using.get(element) ?? new Set(graph.using(deadOf(topology, [element])));
    using.set(element, known);
    return known.has(view);
  };
  const rootsOf = (view: ServiceView, loss: Standing): readonly ImpactElement[] => {
    const own = blamed.filter(({ alone, without }) => isAs(alone(view), loss) || !isAs(without(view), loss));
    if (own.length > 0) return own.map(({ element }) => element);
    return failed.filter((element) => isOnWay(element, view));
  };
  const standings = new Map<ServiceView, PathStanding>();
  return (view) => {
    const known = standings.get(view);
    if (known !== undefined) return known;
    const word = now(view);
    const isLost = isAs(word, 'no-login');
    const isDoubtful = !isLost && isAs(atWorst(view), 'no-login');
    const standing: PathStanding = isDoubtful
      ? { word: 'unknown', roots: unseen.filter((element) => isOnWay(element, view)) }
      : { word, roots: isLost ? rootsOf(view, word) : [] };
    standings.set(view, standing);
    return standing;
  };
}
