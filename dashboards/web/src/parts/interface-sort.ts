import type { WireInterface } from '../../../../api/wire.ts';

export type Column = 'index' | 'state' | 'name' | 'alias' | 'speed' | 'in' | 'out' | 'errors' | 'discards';

const states = { down: 3, degraded: 2, unknown: 1, up: 0 } as const;
const names = new Intl.Collator('en', { numeric: true });

const keys: Readonly<Record<Column, (item: WireInterface) => number | string>> = {
  index: (item) => item.ifIndex,
  state: (item) => states[item.state],
  name: (item) => item.name,
  alias: (item) => item.alias,
  speed: (item) => item.speedBitsPerSecond,
  in: (item) => item.inBitsPerSecond ?? -1,
  out: (item) => item.outBitsPerSecond ?? -1,
  errors: (item) => (item.inErrorsPerSecond ?? -1) + (item.outErrorsPerSecond ?? -1),
  discards: (item) => (item.inDiscardsPerSecond ?? -1) + (item.outDiscardsPerSecond ?? -1),
};

/** `ge-2` comes before `ge-10`; what is not known comes last when the largest comes first. */
export function sortInterfaces(
  items: readonly WireInterface[],
  column: Column,
  descending: boolean,
): readonly WireInterface[] {
  const key = keys[column];
  const compare = (a: WireInterface, b: WireInterface) => {
    const [x, y] = [key(a), key(b)];
    const order = typeof x === 'string' || typeof y === 'string' ? names.compare(`${x}`, `${y}`) : x - y;
    return (descending ? -order : order) || a.ifIndex - b.ifIndex;
  };
  return [...items].sort(compare);
}
