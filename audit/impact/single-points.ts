import type { City } from '../../inventory/index.ts';
import { impactGraphOf } from './graph.ts';
import { impactIn } from './impact.ts';
import type { ImpactElement, SinglePoint } from './model.ts';

/**
 * Every device and link whose failure alone takes a service from a point, the worst first. A pair is two elements, and that a
 * service is lost when it stops itself is no news: neither is named.
 */
export function singlePoints(city: City): readonly SinglePoint[] {
  const graph = impactGraphOf(city);
  const elements: ImpactElement[] = [
    ...[...city.devices.keys()].map((id) => ({ kind: 'device', id }) as const),
    ...[...city.links.keys()].map((id) => ({ kind: 'link', id }) as const),
  ];
  return elements
    .map((element): SinglePoint => {
      const { lost, noLogin } = impactIn(graph, [element]);
      return { element, lost, noLogin };
    })
    .filter((single) => weightOf(single) > 0)
    .sort((a, b) => weightOf(b) - weightOf(a));
}

/** Views that nobody new can enter are as bad as lost ones before long. */
function weightOf({ lost, noLogin }: SinglePoint): number {
  return lost.length + noLogin.length;
}
