import { type Knowledge, type PortRef, refText } from './knowledge.ts';
import type { FindingEvidence, Seen } from './model.ts';

/** Two ports of declared devices that are joined, as one of them tells. */
export interface Adjacency {
  /** The device that tells it. */
  readonly here: PortRef & { readonly port: string };
  readonly there: PortRef;
  readonly evidence: FindingEvidence;
}

const networkKinds: ReadonlySet<string> = new Set(['utm', 'switch', 'router', 'olt', 'onu']);

/**
 * Who stands next to a device: by LLDP, and on ports where LLDP says nothing by the one device whose MAC is heard there.
 * A port on which several devices are heard leads to something between, and says nothing.
 */
export function adjacenciesOf(seen: Seen, knowledge: Knowledge): readonly Adjacency[] {
  const { deviceId, neighbours = [], stations = [], at } = seen;
  const found: Adjacency[] = [];
  const byLldp = new Set<string>();
  for (const neighbour of neighbours) {
    const port = knowledge.canonical(deviceId, neighbour.port);
    const there = knowledge.resolve(neighbour);
    if (there === undefined || there.deviceId === deviceId) continue;
    byLldp.add(port);
    const value = `${deviceId}/${neighbour.port}: ${neighbour.sysName || neighbour.chassisId} ${neighbour.portId}`;
    found.push({
      here: { deviceId, port },
      there,
      evidence: { deviceId, what: 'lldp', value, at: at.neighbours ?? 0 },
    });
  }
  const owners = new Map<string, Map<string, { readonly there: PortRef; readonly mac: string }>>();
  for (const { port: name, mac } of stations) {
    const port = knowledge.canonical(deviceId, name);
    const owner = byLldp.has(port) ? undefined : knowledge.ownerOf(mac);
    if (owner === undefined || owner === 'many' || owner.deviceId === deviceId) continue;
    const mine = owners.get(port) ?? new Map();
    mine.set(owner.deviceId, { there: owner, mac });
    owners.set(port, mine);
  }
  for (const [port, heard] of owners) {
    const [only, ...more] = heard.values();
    if (only === undefined || more.length > 0) continue;
    const value = `${deviceId}/${port}: ${only.mac}`;
    found.push({
      here: { deviceId, port },
      there: only.there,
      evidence: { deviceId, what: 'bridge', value, at: at.stations ?? 0 },
    });
  }
  return found;
}

export function isNetworkGear(deviceId: string, { city }: Knowledge): boolean {
  return networkKinds.has(city.devices.get(deviceId)?.kind ?? '');
}

/** The cable between two ports as one name, whichever end told it; undefined where an end cannot be told. */
export function cableKey({ here, there }: Pick<Adjacency, 'here' | 'there'>): string | undefined {
  if (there.port === undefined) return undefined;
  return [refText(here), refText(there)].sort().join('~');
}
