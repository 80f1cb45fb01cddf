import type { City, Terminal } from '../../inventory/index.ts';

/**
 * The city with a terminal of the outer network, where it declares none: without one nobody could try what is said when such
 * a terminal is plugged in inside. It stands in the first office, at no inner port.
 */
export function withOuterTerminal(city: City): City {
  const [point] = city.points.values();
  const has = [...city.terminals.values()].some(({ network }) => network === 'outer');
  if (has || point === undefined) return city;
  const outer: Terminal = {
    id: `${point.id}-outer`,
    pointId: point.id,
    network: 'outer',
    mac: '02:f5:ff:00:00:01',
    address: undefined,
    switchId: undefined,
    port: undefined,
    state: 'in-use',
    barcode: 'LAB-OUTER-1',
  };
  return { ...city, terminals: new Map([...city.terminals, [outer.id, outer]]) };
}
