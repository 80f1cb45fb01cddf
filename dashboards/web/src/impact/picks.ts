import type { WireImpactElement } from '../../../../api/wire-impact.ts';

/** What the page supposes to have failed, and whether besides what has failed already. */
export interface Picks {
  readonly elements: readonly WireImpactElement[];
  readonly isAlone: boolean;
}

/** As the API bounds it. */
export const mostPicks = 50;

export const keyOf = ({ kind, id }: WireImpactElement): string => `${kind}:${id}`;

/** From the address line; what is no element is left to the server, which names it. */
export function picksOf(search: string): Picks {
  const query = new URLSearchParams(search);
  const parts = (query.get('failed') ?? '').split(',').filter((part) => part.includes(':'));
  const elements = parts.map((part) => {
    const at = part.indexOf(':');
    return { kind: part.slice(0, at) as WireImpactElement['kind'], id: part.slice(at + 1) };
  });
  return { elements, isAlone: query.has('alone') };
}

/** The address of the page with these picks. */
export function pathWith({ elements, isAlone }: Picks): string {
  const query = new URLSearchParams();
  if (elements.length > 0) query.set('failed', elements.map(keyOf).join());
  if (isAlone) query.set('alone', '');
  const text = query.toString().replaceAll('%3A', ':').replaceAll('%2C', ',');
  return text === '' ? '/impact' : `/impact?${text}`;
}

/** With the element if it was not there, without it if it was; as many as the API takes. */
export function toggled(picks: Picks, element: WireImpactElement): Picks {
  const others = picks.elements.filter((each) => keyOf(each) !== keyOf(element));
  const wasThere = others.length < picks.elements.length;
  return { ...picks, elements: wasThere ? others : [...others, element].slice(-mostPicks) };
}
