import type { IsolationReading, SeenInterface } from '../../../collector/index.ts';
import { message } from '../../../core/index.ts';
import { indexOf, rolesOf } from '../declared-at.ts';
import type { CheckFinding, IsolationCheck, Scene } from '../model.ts';
import { declaredRole, uplinksOf } from '../port-roles.ts';
import { foundAt } from './found.ts';
import { stationsHere } from './heard.ts';
import { tableCheck } from './table-check.ts';

/** IANAifTypes of sockets that a cable goes into: Ethernet and its older kinds. */
const sockets: ReadonlySet<number> = new Set([6, 7, 26, 62, 69, 117]);

/**
 * ISO-17: a port that nobody should use carries a light; somebody who is heard there makes it worse. Nobody should use a
 * port that is declared as unused; nor, where every terminal of the point is declared at its port, any port of the access
 * switch that is neither declared nor leads to other gear.
 */
export const iso17: IsolationCheck = tableCheck({
  id: 'ISO-17',
  severity: 'S3',
  clauses: ['8.1.3.1 b)'],
  about: ({ device }, scene) => hasUnused(device.id, scene) || isSpokenFor(device.id, scene),
  needs: () => ['interfaces'],
  look: (reading, scene) => {
    const uplinks = uplinksOf(reading, scene);
    return reading.interfaces.rows.flatMap((row) => {
      if (row.operStatus !== 'up') return [];
      const role = declaredRole(scene.declaration, reading.deviceId, row.name);
      if (role === 'unused') return [found(row, reading, scene, 'unused')];
      // Without a known uplink one of these ports is it, and nobody can say which.
      const isOpen = role === undefined && sockets.has(row.ifType) && uplinks.size > 0 && !uplinks.has(row.name);
      const isFree = isOpen && isSpokenFor(reading.deviceId, scene) && !isDevices(row.name, reading, scene);
      return isFree ? [found(row, reading, scene, 'undeclared')] : [];
    });
  },
});

function hasUnused(deviceId: string, { declaration }: Scene): boolean {
  return [...rolesOf(declaration, deviceId).values()].includes('unused');
}

/** An access switch of a point whose terminals all have their switch and port. */
function isSpokenFor(deviceId: string, { city, placeId }: Scene): boolean {
  const device = city.devices.get(deviceId);
  if (device?.kind !== 'switch' || device.pointId === undefined) return false;
  const here = indexOf(city).atPoint.get(placeId) ?? [];
  return here.length > 0 && here.every(({ switchId, port }) => switchId !== undefined && port !== undefined);
}

/** A declared device or a declared MAC is heard there: it is somebody's, although its port was not written down. */
function isDevices(port: string, reading: IsolationReading, { stations }: Scene): boolean {
  return reading.stations.rows.some((row) => {
    const kind = row.port === port ? stations.ownerOf(row.mac)?.kind : undefined;
    return kind === 'device' || kind === 'declared';
  });
}

function found(
  { name, source }: SeenInterface,
  reading: IsolationReading,
  scene: Scene,
  why: 'unused' | 'undeclared',
): CheckFinding {
  const macs = [
    ...new Set(stationsHere(reading, scene).flatMap(({ port, mac }) => (port === name ? [mac] : []))),
  ].sort();
  const value = [`${name} up`, ...macs].join(' ');
  const text =
    macs.length === 0
      ? message(`isolation.ISO-17.${why}`, { port: name })
      : message(`isolation.ISO-17.${why}-heard`, { port: name, macs: macs.join(', ') });
  return foundAt(reading.deviceId, { ...source, value }, macs.length === 0 ? 'S3' : 'S2', text);
}
