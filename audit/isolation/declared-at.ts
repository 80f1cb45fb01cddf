import type { City, Terminal } from '../../inventory/index.ts';
import type { Declaration } from './model.ts';

/**
 * What the inventory and the declaration say of one device, place or address. Both are replaced whole by a reload, so what
 * follows from them is made once for each: checks ask for every device, again and again.
 */
export type PortRole = 'uplink' | 'access' | 'unused';

const roles = new WeakMap<Declaration, ReadonlyMap<string, ReadonlyMap<string, PortRole>>>();
const none: ReadonlyMap<string, PortRole> = new Map();

/** The declared roles of a device's ports, by their names. */
export function rolesOf(declaration: Declaration, deviceId: string): ReadonlyMap<string, PortRole> {
  let byDevice = roles.get(declaration);
  if (byDevice === undefined) {
    const made = new Map<string, Map<string, PortRole>>();
    for (const [where, role] of declaration.portRoles) {
      const slash = where.indexOf('/');
      const device = where.slice(0, slash);
      made.set(device, (made.get(device) ?? new Map()).set(where.slice(slash + 1), role));
    }
    byDevice = made;
    roles.set(declaration, byDevice);
  }
  return byDevice.get(deviceId) ?? none;
}

interface Index {
  /** Inner terminals in use, by their point and by their switch. */
  readonly atPoint: ReadonlyMap<string, readonly Terminal[]>;
  readonly atSwitch: ReadonlyMap<string, readonly Terminal[]>;
  /** Who may answer for an address: its device with its partner in a pair, both members of a pair, its terminal. */
  readonly holders: ReadonlyMap<string, readonly string[]>;
}

const indexes = new WeakMap<City, Index>();

export function indexOf(city: City): Index {
  let index = indexes.get(city);
  if (index === undefined) {
    index = makeIndex(city);
    indexes.set(city, index);
  }
  return index;
}

function makeIndex({ devices, hostPairs, terminals }: City): Index {
  const inner = [...terminals.values()].filter(({ network }) => network === 'inner');
  const used = inner.filter(({ state }) => state === 'in-use');
  const holders = new Map<string, string[]>();
  const hold = (address: string, ...ids: readonly string[]) =>
    holders.set(address, [...(holders.get(address) ?? []), ...ids]);
  const partners = new Map<string, string[]>();
  for (const { memberA, memberB, virtualAddress } of hostPairs.values()) {
    hold(virtualAddress, memberA, memberB);
    partners.set(memberA, [...(partners.get(memberA) ?? []), memberB]);
    partners.set(memberB, [...(partners.get(memberB) ?? []), memberA]);
  }
  // A member of a pair may hold the other's own address too while it stands in for it.
  for (const { id, address } of devices.values()) hold(address, id, ...(partners.get(id) ?? []));
  for (const { id, address } of inner) if (address !== undefined) hold(address, id);
  return {
    atPoint: Map.groupBy(used, ({ pointId }) => pointId),
    atSwitch: Map.groupBy(
      used.filter(({ switchId, port }) => switchId !== undefined && port !== undefined),
      ({ switchId }) => switchId ?? '',
    ),
    holders,
  };
}
