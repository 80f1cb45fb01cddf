import type { City } from '../../inventory/index.ts';
import { deadOf } from './dead.ts';
import { type ImpactGraph, impactGraphOf } from './graph.ts';
import type { Impact, ImpactElement } from './model.ts';

export type Losses = Pick<Impact, 'lost' | 'noLogin' | 'atRisk'>;

/** What the failure of these elements takes away. Elements that the city does not have take nothing. */
export function impactOf(city: City, failed: readonly ImpactElement[]): Impact {
  return impactIn(impactGraphOf(city), failed);
}

/** The same by a graph that is at hand. */
export function impactIn(graph: ImpactGraph, failed: readonly ImpactElement[]): Impact {
  return withNames(graph, failed, lossesIn(graph, failed, failed));
}

/** Losses by `failed`, among the views that `asked` is on a way of. */
export function lossesIn(
  graph: ImpactGraph,
  failed: readonly ImpactElement[],
  asked: readonly ImpactElement[],
): Losses {
  const standing = graph.under(deadOf(graph.topology, failed));
  const views = Map.groupBy(graph.using(deadOf(graph.topology, asked)), standing);
  return {
    lost: views.get('lost') ?? [],
    noLogin: views.get('no-login') ?? [],
    atRisk: views.get('last-way') ?? [],
  };
}

/** With the points, offices and services that lose something, each once, in the order of the inventory. */
export function withNames(
  { topology: { city } }: ImpactGraph,
  failed: readonly ImpactElement[],
  losses: Losses,
): Impact {
  const pointIds = [...new Set(losses.lost.map(({ pointId }) => pointId))];
  const officeIds = [...new Set(pointIds.flatMap((id) => city.points.get(id)?.officeId ?? []))];
  const lost = new Set(losses.lost.map(({ serviceId }) => serviceId));
  const serviceIds = [...city.services.keys()].filter((id) => lost.has(id));
  return { failed, ...losses, pointIds, officeIds, serviceIds };
}
