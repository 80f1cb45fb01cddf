import type { City, DeviceKind } from '../../inventory/index.ts';
import type { Place } from './device.ts';

/** Who goes first when there is a queue: what links are judged by, then what hangs on it. */
const rankOf: Readonly<Record<DeviceKind, number>> = {
  router: 1,
  utm: 1,
  switch: 1,
  olt: 1,
  onu: 2,
  host: 2,
  ups: 3,
  other: 3,
};
const linkEndRank = 0;

/** Gives each device its place: an end of a link goes first; its point, or its district's centre, is its group. */
export function placesOf(city: City): (deviceId: string) => Place {
  const linkEnds = new Set([...city.links.values()].flatMap(({ a, b }) => [a.deviceId, b.deviceId]));
  return (deviceId) => {
    const device = city.devices.get(deviceId);
    if (device === undefined) return { rank: 0, group: '' };
    const rank = linkEnds.has(deviceId) ? linkEndRank : rankOf[device.kind];
    return { rank, group: device.pointId ?? device.districtId };
  };
}
