import type { IsolationReading, SeenNeighbour } from '../../../collector/index.ts';
import { message } from '../../../core/index.ts';
import { indexOf } from '../declared-at.ts';
import { insideOf } from '../inside.ts';
import type { CheckFinding, IsolationCheck, Scene, StationOwner } from '../model.ts';
import { isNetworkGear } from '../port-roles.ts';
import { foundAt } from './found.ts';
import { neighboursHere } from './heard.ts';
import { tableCheck } from './table-check.ts';

/** ISO-19: somebody answers for an address that is another's, two answer for one, or a gateway has become somebody else. */
export const iso19: IsolationCheck = tableCheck({
  id: 'ISO-19',
  severity: 'S2',
  clauses: ['8.1.3.3 a)', '8.1.3.3 b)'],
  needs: () => ['neighbours'],
  look: (reading, scene, { earlier }) => {
    const before = macsByAddress(earlier);
    const now = macsByAddress(reading);
    return neighboursHere(reading).flatMap((row): readonly CheckFinding[] => {
      if (insideOf(scene.declaration).sideOf(row.address) !== 'inner') return [];
      const key = claimOf(row, { before, now }, scene);
      if (key === undefined) return [];
      const { address, mac, source } = row;
      return [foundAt(reading.deviceId, source, 'S2', message(key, { address, mac }))];
    });
  },
});

type Macs = ReadonlyMap<string, ReadonlySet<string>>;

function macsByAddress(reading: IsolationReading | undefined): Macs {
  const macs = new Map<string, Set<string>>();
  for (const { address, mac } of reading === undefined ? [] : neighboursHere(reading))
    macs.set(address, (macs.get(address) ?? new Set()).add(mac));
  return macs;
}

/** What is wrong with one answer; undefined where it is who it should be, or where nobody can tell who that is. */
function claimOf(
  { address, mac }: SeenNeighbour,
  { before, now }: { readonly before: Macs; readonly now: Macs },
  scene: Scene,
): string | undefined {
  const { stations, city, declaration } = scene;
  const owner = stations.ownerOf(mac);
  // Routers answer for others by proxy ARP, and a virtual router is whoever is master now.
  if (owner?.kind === 'virtual' || (owner?.kind === 'device' && isNetworkGear(city.devices.get(owner.id))))
    return undefined;
  const holders = indexOf(city).holders.get(address);
  if (holders !== undefined) {
    if (holders.includes(owner?.id ?? '')) return undefined;
    // The holder told no MAC yet: this may be its own.
    if (owner === undefined && holders.some((id) => stations.isWithoutMacs?.(id) ?? false)) return undefined;
    return 'isolation.ISO-19.taken';
  }
  if (declaration.routers.has(address)) {
    const earlier = before.get(address);
    const changed = earlier !== undefined && !earlier.has(mac);
    return owner?.kind === 'terminal' || (changed && owner === undefined) ? 'isolation.ISO-19.gateway' : undefined;
  }
  return isShared(now.get(address) ?? new Set(), stations.ownerOf) ? 'isolation.ISO-19.conflict' : undefined;
}

function isShared(macs: ReadonlySet<string>, ownerOf: (mac: string) => StationOwner | undefined): boolean {
  return new Set([...macs].map((mac) => ownerOf(mac)?.id ?? mac)).size > 1;
}
