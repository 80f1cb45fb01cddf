import type { Expected } from './oracle.ts';
import type { Told } from './world.ts';

export interface Difference {
  readonly lost: readonly Expected[];
  readonly duplicated: readonly Told[];
  readonly misrouted: readonly Told[];
}

/** Holds every message to what had to be told, each expectation to one message. */
export function compare(told: readonly Told[], expected: readonly Expected[]): Difference {
  const open = Map.groupBy(
    expected.map((one) => ({ ...one, met: false })),
    keyOf,
  );
  const duplicated: Told[] = [];
  const misrouted: Told[] = [];
  const ids = new Set<string>();
  for (const message of told) {
    const fits = (open.get(keyOf(message)) ?? []).filter(({ from, to }) => from <= message.at && message.at <= to);
    const isRepeated = ids.has(message.pageId);
    ids.add(message.pageId);
    const free = fits.filter(({ met }) => !met).sort((a, b) => Number(b.must) - Number(a.must) || a.to - b.to);
    if (isRepeated || (fits.length > 0 && free.length === 0)) duplicated.push(message);
    else if (free[0] === undefined) misrouted.push(message);
    else free[0].met = true;
  }
  const lost = [...open.values()].flat().filter(({ must, met }) => must && !met);
  return { lost, duplicated, misrouted };
}

const keyOf = ({ root, event, person }: Pick<Told, 'root' | 'event' | 'person'>): string =>
  `${root} ${event} ${person}`;
