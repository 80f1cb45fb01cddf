import type { WireInterface } from '../../../api/wire.ts';
import { wave } from './traffic.fake.ts';
import { bandwidth, type FakeWorld } from './world.fake.ts';

/** The ends of links at a device, and eight ports towards the office. */
export function interfacesOf(world: FakeWorld, deviceId: string): WireInterface[] {
  const ends = world.city.links.flatMap((link) =>
    [link.a, link.b].filter((end) => end.deviceId === deviceId).map(({ interfaceName }) => ({ link, interfaceName })),
  );
  const lan = Array.from({ length: 8 }, (_, index) => ({ link: undefined, interfaceName: `ge-0-${index + 1}` }));
  return [...ends, ...lan].map(({ link, interfaceName }, index) => {
    const down = link === undefined ? index % 5 === 4 : world.isCut(link.id);
    const share = link === undefined ? wave(index + 40, Date.now()) : world.used(link.id);
    const rate = down ? 0 : share * bandwidth;
    return {
      id: `${deviceId}/${interfaceName}`,
      name: interfaceName,
      alias: link === undefined ? '' : `${link.id} ${link.circuit}`,
      ifIndex: index + 1,
      adminStatus: 'up',
      operStatus: down ? 'down' : 'up',
      speedBitsPerSecond: link === undefined ? 1_000_000_000 : bandwidth,
      state: down ? 'down' : 'up',
      since: world.started,
      inBitsPerSecond: rate,
      outBitsPerSecond: rate * 0.31,
      inErrorsPerSecond: 0,
      outErrorsPerSecond: 0,
      inDiscardsPerSecond: 0,
      outDiscardsPerSecond: index === 2 ? 0.4 : 0,
      linkId: link?.id ?? null,
    };
  });
}
