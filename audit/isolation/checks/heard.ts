import type { IsolationReading, SeenNeighbour, SeenStation } from '../../../collector/index.ts';
import { isNobody } from '../mac.ts';
import type { Scene } from '../model.ts';
import { uplinksOf } from '../port-roles.ts';

/** Who is heard at ports behind which no other gear is: those are in this place and nowhere else. */
export function stationsHere(reading: IsolationReading, scene: Scene): readonly SeenStation[] {
  const uplinks = uplinksOf(reading, scene);
  return reading.stations.rows.filter(
    ({ mac, port, status }) => status !== 'self' && !isNobody(mac) && !uplinks.has(port),
  );
}

/** ARP and ND entries that hold an answer. */
export function neighboursHere(reading: IsolationReading): readonly SeenNeighbour[] {
  return reading.neighbours.rows.filter(({ kind, mac }) => kind !== 'invalid' && !isNobody(mac));
}

/** The stable name of a port by its ifIndex; `if` and the number where the device does not tell. */
export function portName({ interfaces }: IsolationReading, ifIndex: number): string {
  return interfaces.rows.find((row) => row.ifIndex === ifIndex)?.name ?? `if${ifIndex}`;
}
