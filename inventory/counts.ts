import type { City } from './model.ts';

/** How much a city declares, as `fangzhou check` prints it. */
export interface Counts {
  readonly districts: number;
  readonly offices: number;
  readonly points: number;
  readonly links: number;
  /** Points with two links or more. */
  readonly dualHomedPoints: number;
  readonly devices: number;
  readonly hosts: number;
  readonly pairs: number;
  readonly services: number;
  readonly backups: number;
  readonly terminals: number;
}

/** Counts what a city declares. */
export function counts(city: City): Counts {
  const linksOfPoint = Map.groupBy(city.links.values(), ({ pointId }) => pointId);
  return {
    districts: city.districts.size,
    offices: city.offices.size,
    points: city.points.size,
    links: city.links.size,
    dualHomedPoints: [...linksOfPoint.values()].filter((links) => links.length > 1).length,
    devices: city.devices.size,
    hosts: [...city.devices.values()].filter(({ kind }) => kind === 'host').length,
    pairs: city.hostPairs.size,
    services: city.services.size,
    backups: city.backups.size,
    terminals: city.terminals.size,
  };
}
