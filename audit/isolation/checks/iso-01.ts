import type { IsolationReading } from '../../../collector/index.ts';
import { message } from '../../../core/index.ts';
import { indexOf } from '../declared-at.ts';
import { insideOf } from '../inside.ts';
import { makerOf } from '../mac.ts';
import type { CheckFinding, IsolationCheck, Scene } from '../model.ts';
import { declaredRole } from '../port-roles.ts';
import { foundAt } from './found.ts';
import { neighboursHere, portName, stationsHere } from './heard.ts';
import { stationTables, tableCheck } from './table-check.ts';

interface Stranger {
  readonly finding: CheckFinding;
  /** A declared device nearby told no MAC yet, and this may be that one. */
  readonly maybe: boolean;
}

/** ISO-01: a MAC that is nobody's is heard in the place, by a switch or by ARP. */
export const iso01: IsolationCheck = tableCheck({
  id: 'ISO-01',
  severity: 'S2',
  clauses: ['8.1.3.1 b)'],
  ...stationTables,
  look: (reading, scene) =>
    strangers(reading, scene)
      .filter(({ maybe }) => !maybe)
      .map(({ finding }) => finding),
  doubt: (reading, scene) =>
    strangers(reading, scene).length === 0
      ? undefined
      : message('isolation.ISO-01.owners-missing', { devices: withoutMacs(scene).join(', ') }),
});

function strangers(reading: IsolationReading, scene: Scene): readonly Stranger[] {
  const { declaration } = scene;
  const { deviceId } = reading;
  const doubtful = withoutMacs(scene).length > 0;
  const atPorts = stationsHere(reading, scene).flatMap(({ mac, port, source }): readonly Stranger[] => {
    if (isKnown(mac, scene)) return [];
    const text = message('isolation.ISO-01.unknown-mac', { mac, port, maker: makerOf(mac) });
    const finding = foundAt(deviceId, source, 'S2', text);
    return [{ finding, maybe: doubtful && declaredRole(declaration, deviceId, port) === undefined }];
  });
  const { holders } = indexOf(scene.city);
  const isDeclared = (address: string) => holders.has(address) || declaration.routers.has(address);
  const byArp = neighboursHere(reading).flatMap(({ mac, address, ifIndex, source }): readonly Stranger[] => {
    // Who answers for somebody's declared address is the matter of ISO-19; an address outside is that of ISO-08.
    if (isKnown(mac, scene) || isDeclared(address) || insideOf(declaration).sideOf(address) !== 'inner') return [];
    const port = portName(reading, ifIndex);
    const text = message('isolation.ISO-01.unknown-neighbour', { mac, address, port, maker: makerOf(mac) });
    return [{ finding: foundAt(deviceId, source, 'S2', text), maybe: doubtful }];
  });
  return [...atPorts, ...byArp];
}

/** A virtual MAC is somebody's only where a declared pair has one to share. */
function isKnown(mac: string, { stations, city, placeId }: Scene): boolean {
  const owner = stations.ownerOf(mac);
  if (owner?.kind !== 'virtual') return owner !== undefined;
  return [...city.hostPairs.values()].some(({ memberA, memberB }) =>
    [memberA, memberB].some((member) => city.devices.get(member)?.locationId === placeId),
  );
}

/** Devices of the place, and those at the far ends of its links, whose own MACs nobody told yet. */
function withoutMacs({ city, devices, stations }: Scene): readonly string[] {
  const here = new Set(devices.map(({ device }) => device.id));
  const far = [...city.links.values()].flatMap(({ a, b }) => {
    if (here.has(a.deviceId)) return [b.deviceId];
    return here.has(b.deviceId) ? [a.deviceId] : [];
  });
  const missing = [...here, ...far].filter((id) => stations.isWithoutMacs?.(id) ?? false);
  return [...new Set(missing)].sort();
}
