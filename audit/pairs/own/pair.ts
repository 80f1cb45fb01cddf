import type { City, HostPair, PairSettings, PairsSettings, StandbySettings } from '../../../inventory/index.ts';

/** Under this name Fangzhou's own pair stands in records. */
export const ownPairId = 'fangzhou';

/**
 * Fangzhou's own pair as one that can be read and judged like any other: its members are the instances, by id, each with the database on
 * its host. `settings` is undefined where a database stands at a third place: then there is no pair of databases to ask.
 */
export function ownPairOf(
  city: City,
  pairs: PairsSettings,
  standby: Pick<StandbySettings, 'id' | 'peer' | 'databases'>,
): { readonly pair: HostPair; readonly city: City; readonly settings: PairSettings | undefined } {
  const [memberA = '', memberB = ''] = [standby.id, standby.peer].toSorted();
  const pair: HostPair = {
    ...{ id: ownPairId, districtId: city.id, role: 'db', memberA, memberB, standby: 'postgresql' },
    // Nothing is moved: people follow the address that the page names.
    virtualAddress: '0.0.0.0' as HostPair['virtualAddress'],
  };
  const places = [memberA, memberB].flatMap((id) => standby.databases.find(({ at }) => at === id) ?? []);
  const devices: City['devices'] = new Map();
  const small = { ...city, devices, hostPairs: new Map([[pair.id, pair]]) };
  const [first] = places;
  if (first === undefined || places.length !== 2) return { pair, city: small, settings: undefined };
  const { user, password, port, database, authority } = first;
  const settings: PairSettings = {
    ...{ ...pairs.defaults, pairId: pair.id, home: undefined, probes: [], neighbours: [] },
    postgresql: { user, password, port, database, authority, tls: authority === undefined ? 'off' : 'verify' },
    endpoints: new Map(places.map(({ at = '', host, port: own }) => [at, { host, port: own }])),
  };
  return { pair, city: small, settings };
}
