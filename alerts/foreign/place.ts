import type { ElementRef, StateView } from '../../audit/index.ts';
import { parseAddress } from '../../core/index.ts';
import type { City } from '../../inventory/index.ts';

/** Labels that name an element by its id, the one that says most first. */
const byId = ['link', 'pair', 'device', 'host', 'hostname', 'nodename', 'instance', 'point', 'district'] as const;

/**
 * What of the city an alert is of: an element that a label names by its id, else the one device at the address of a label (`10.1.2.3:9100`);
 * otherwise the city.
 */
export function placeOf(labels: ReadonlyMap<string, string>, states: StateView): ElementRef {
  const { city } = states.topology;
  for (const label of byId) {
    const value = labels.get(label);
    const found = value === undefined ? undefined : elementOf(label, withoutPort(value), states);
    if (found !== undefined && states.peek(found.kind, found.id) !== undefined) return found;
  }
  return { kind: 'district', id: city.id };
}

function elementOf(
  label: (typeof byId)[number],
  value: string,
  { topology: { city } }: StateView,
): ElementRef | undefined {
  if (label === 'link') return city.links.has(value) ? { kind: 'link', id: value } : undefined;
  if (label === 'pair') return city.hostPairs.has(value) ? { kind: 'pair', id: value } : undefined;
  if (label === 'point') return city.points.has(value) ? { kind: 'point', id: value } : undefined;
  if (label === 'district') return city.districts.has(value) ? { kind: 'district', id: value } : undefined;
  const id = city.devices.has(value) ? value : deviceAt(value, city);
  return id === undefined ? undefined : { kind: 'device', id };
}

/** Two devices at one address are two answers, which is none. */
function deviceAt(value: string, city: City): string | undefined {
  const address = parseAddress(value)?.text;
  if (address === undefined) return undefined;
  const found = [...city.devices.values()].filter((device) => device.address === address);
  return found.length === 1 ? found[0]?.id : undefined;
}

/** `10.1.2.3:9100` and `[2001:db8::1]:9100` without their port. */
function withoutPort(value: string): string {
  return /^\[([0-9a-f:.]+)\](?::\d{1,5})?$/i.exec(value)?.[1] ?? /^([^:]+):\d{1,5}$/.exec(value)?.[1] ?? value;
}
