import type { TopologyPort } from '../../collector/index.ts';
import { reconcileLimits, type Seen } from './model.ts';

/** What a device was when it was first seen: the measure where the inventory is silent. */
export interface DeviceMemory {
  readonly serials: readonly string[];
  readonly baseMac: string;
  readonly sysObjectID: string;
  /** By name. */
  readonly ports: Readonly<Record<string, RememberedPort>>;
  /** New name of an interface to the one that it had. */
  readonly renames: Readonly<Record<string, string>>;
}

export interface RememberedPort {
  readonly ifIndex: number;
  readonly mac: string;
}

export const noMemory: DeviceMemory = { serials: [], baseMac: '', sysObjectID: '', ports: {}, renames: {} };

/**
 * The memory after a reading. What was known stays, what was blank is filled in. A name that vanished while another
 * appeared is a rename where the MAC is the same and nobody else's, or, where ports share one MAC, where the ifIndex
 * is the same and no other port was renumbered. Renumbering alone changes nothing but the numbers.
 */
export function remember(before: DeviceMemory, { identity, ports }: Pick<Seen, 'identity' | 'ports'>): DeviceMemory {
  const known =
    identity === undefined
      ? before
      : {
          ...before,
          serials: before.serials.length > 0 ? before.serials : identity.serials,
          baseMac: before.baseMac !== '' ? before.baseMac : (identity.baseMac ?? ''),
          sysObjectID: before.sysObjectID !== '' ? before.sysObjectID : identity.sysObjectID,
        };
  return ports === undefined ? known : rememberPorts(known, ports);
}

function rememberPorts(before: DeviceMemory, ports: readonly TopologyPort[]): DeviceMemory {
  const present = new Map(ports.map((port) => [port.name, port]));
  const renames: Record<string, string> = {};
  for (const [name, old] of Object.entries(before.renames)) {
    if (present.has(name) && !present.has(old)) renames[name] = old;
  }
  const gone = Object.entries(before.ports).filter(
    ([name]) => !present.has(name) && !Object.values(renames).includes(name),
  );
  const fresh = ports.filter(({ name }) => !Object.hasOwn(before.ports, name) && !Object.hasOwn(renames, name));
  for (const [name, old] of matches(before, ports, gone, fresh)) renames[name] = old;
  const next: Record<string, RememberedPort> = {};
  const room = reconcileLimits.rememberedPorts - ports.length;
  for (const [name, port] of Object.entries(before.ports)
    .filter(([name]) => !present.has(name))
    .slice(0, Math.max(0, room)))
    next[name] = port;
  for (const { name, ifIndex, mac = '' } of ports) if (!Object.hasOwn(renames, name)) next[name] = { ifIndex, mac };
  return { ...before, ports: next, renames };
}

/** New names beside the old ones that they took the place of. */
function matches(
  before: DeviceMemory,
  ports: readonly TopologyPort[],
  gone: readonly (readonly [string, RememberedPort])[],
  fresh: readonly TopologyPort[],
): readonly (readonly [string, string])[] {
  if (gone.length === 0 || fresh.length === 0) return [];
  const once = (macs: readonly string[]) => {
    const counts = new Map<string, number>();
    for (const mac of macs) counts.set(mac, (counts.get(mac) ?? 0) + 1);
    return (mac: string) => mac !== '' && counts.get(mac) === 1;
  };
  const onceNow = once(ports.map(({ mac = '' }) => mac));
  const onceBefore = once(Object.values(before.ports).map(({ mac }) => mac));
  const kept = ports.filter(({ name }) => Object.hasOwn(before.ports, name));
  const sameNumbers = kept.length > 0 && kept.every(({ name, ifIndex }) => before.ports[name]?.ifIndex === ifIndex);
  return fresh.flatMap((port) => {
    const { mac = '' } = port;
    const unique = onceNow(mac) && onceBefore(mac);
    const old = gone.find(([, was]) =>
      unique ? was.mac === mac : sameNumbers && was.ifIndex === port.ifIndex && was.mac === mac,
    );
    return old === undefined ? [] : [[port.name, old[0]] as const];
  });
}
