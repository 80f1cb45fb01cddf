import type { City, HostPair } from '../../../inventory/index.ts';
import type { Takeover } from '../model.ts';

/** Services that stand on the pair, and the points that use them: those of the pair's district, or all for the city's own. */
export function feltBy(pair: HostPair, city: City): Pick<Takeover, 'services' | 'points'> {
  const services = [...city.services.values()].filter(
    ({ appPairId, dbPairId }) => appPairId === pair.id || dbPairId === pair.id,
  );
  const districts = new Set(services.map(({ districtId }) => districtId));
  const points = [...city.points.values()].filter(
    ({ districtId }) => districts.has(districtId) || districts.has(city.id),
  );
  return { services: services.map(({ id }) => id), points: points.map(({ id }) => id) };
}
