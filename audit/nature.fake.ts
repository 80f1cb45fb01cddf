import type { InterfaceReading, Observation } from '../collector/index.ts';
import type { City } from '../inventory/index.ts';

/** What is really so, and what an honest collector would see of it: the oracle of the tests. */
export interface Nature {
  readonly cut: Set<string>;
  /** Without power: answers nothing, carries nothing, its ports are dark. */
  readonly dead: Set<string>;
  /** Its agent is silent, but it carries traffic. */
  readonly mute: Set<string>;
  /** Refuses our credentials. */
  readonly refusing: Set<string>;
  /** Ports `device/name` that report down on their own end only. */
  readonly darkPorts: Set<string>;
  readonly shutPorts: Set<string>;
  readonly slowPorts: Map<string, number>;
  reachable(deviceId: string): boolean;
  poll(deviceId: string, at: number): Observation;
}

const silentTimeoutMs = 2_000;

export function createNature(city: City): Nature {
  const cut = new Set<string>();
  const dead = new Set<string>();
  const mute = new Set<string>();
  const refusing = new Set<string>();
  const darkPorts = new Set<string>();
  const shutPorts = new Set<string>();
  const slowPorts = new Map<string, number>();
  const aggregationOf = new Map<string, string>();
  const linksOf = new Map<string, { id: string; name: string; far: string; near: boolean }[]>();
  for (const link of city.links.values()) {
    aggregationOf.set(link.districtId, link.a.deviceId);
    const add = (deviceId: string, entry: { id: string; name: string; far: string; near: boolean }): void => {
      linksOf.set(deviceId, [...(linksOf.get(deviceId) ?? []), entry]);
    };
    add(link.a.deviceId, { id: link.id, name: link.a.interfaceName, far: link.b.deviceId, near: true });
    add(link.b.deviceId, { id: link.id, name: link.b.interfaceName, far: link.a.deviceId, near: false });
  }
  const core = [...city.devices.values()].find(
    (device) => device.districtId === city.id && device.kind === 'switch',
  )?.id;

  const carried = (deviceId: string): boolean => {
    const device = city.devices.get(deviceId);
    if (device === undefined || dead.has(deviceId)) return false;
    if (deviceId === core) return true;
    if (device.districtId === city.id) return core === undefined || carried(core);
    const aggregation = aggregationOf.get(device.districtId);
    if (deviceId === aggregation) return core === undefined || carried(core);
    if (device.pointId === undefined) return aggregation === undefined || carried(aggregation);
    if (device.kind !== 'utm') return carried(`${device.pointId}-utm`);
    return (linksOf.get(deviceId) ?? []).some((end) => !cut.has(end.id) && carried(end.far));
  };

  const ports = (deviceId: string): InterfaceReading[] => {
    const readings = (linksOf.get(deviceId) ?? []).map((end): InterfaceReading => {
      const key = `${deviceId}/${end.name}`;
      const dark = cut.has(end.id) || dead.has(end.far) || darkPorts.has(key) || shutPorts.has(key);
      return reading(end.name, dark ? 'down' : 'up', {
        admin: shutPorts.has(key) ? 'down' : 'up',
        speedBitsPerSecond: slowPorts.get(key) ?? 1_000_000_000,
      });
    });
    return [...readings, reading('lan', 'up')];
  };

  return {
    cut,
    dead,
    mute,
    refusing,
    darkPorts,
    shutPorts,
    slowPorts,
    reachable: carried,
    poll(deviceId, at) {
      const base = { deviceId, startedAt: at, finishedAt: at, faults: [], requests: 1, responses: 1, values: 1 };
      if (mute.has(deviceId) || !carried(deviceId)) {
        return { ...base, finishedAt: at + silentTimeoutMs, outcome: 'silent', responses: 0 };
      }
      if (refusing.has(deviceId)) return { ...base, outcome: 'refused' };
      return { ...base, outcome: 'answered', interfaces: ports(deviceId) };
    },
  };
}

/** One row of ifTable. */
export function reading(
  name: string,
  operStatus: InterfaceReading['operStatus'],
  more: { readonly admin?: InterfaceReading['adminStatus']; readonly speedBitsPerSecond?: number } = {},
): InterfaceReading {
  return {
    ifIndex: 1,
    name,
    ifDescr: name,
    ifType: 6,
    adminStatus: more.admin ?? 'up',
    operStatus,
    speedBitsPerSecond: more.speedBitsPerSecond ?? 1_000_000_000,
    counters: {},
  };
}
