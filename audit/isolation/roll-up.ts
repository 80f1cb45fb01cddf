import type { City } from '../../inventory/index.ts';
import type { IsolationWord } from './model.ts';
import type { PlaceStanding } from './standing.ts';

/** How many places are what. `unknown` is counted, never left out; the word is the worst of all. */
export interface IsolationRollUp {
  readonly word: IsolationWord;
  readonly isolated: number;
  readonly violated: number;
  readonly unknown: number;
  /** Sums over all places. */
  readonly decided: number;
  readonly applicable: number;
  /** The oldest observation that any verdict rests on. */
  readonly oldestAt?: number;
}

export interface CityRollUp extends IsolationRollUp {
  /** The points alone: what the wall shows. */
  readonly points: IsolationRollUp;
  /** By district's id; the city's own data centre stands under the city's id. */
  readonly districts: ReadonlyMap<string, IsolationRollUp>;
}

/** Nothing at all is unknown: nobody looked. */
export function rollUp(places: readonly PlaceStanding[]): IsolationRollUp {
  const count = (word: IsolationWord): number => places.filter((place) => place.word === word).length;
  const [isolated, violated, unknown] = [count('isolated'), count('violated'), count('unknown')];
  const times = places.flatMap(({ oldestAt }) => oldestAt ?? []);
  return {
    word: violated > 0 ? 'violated' : unknown > 0 || places.length === 0 ? 'unknown' : 'isolated',
    isolated,
    violated,
    unknown,
    decided: places.reduce((sum, { coverage }) => sum + coverage.decided, 0),
    applicable: places.reduce((sum, { coverage }) => sum + coverage.applicable, 0),
    ...(times.length === 0 ? {} : { oldestAt: Math.min(...times) }),
  };
}

export function rollUpCity(city: Pick<City, 'id' | 'districts'>, places: readonly PlaceStanding[]): CityRollUp {
  const byDistrict = Map.groupBy(places, ({ districtId }) => districtId);
  const ids = [...city.districts.keys(), ...(byDistrict.has(city.id) ? [city.id] : [])];
  return {
    ...rollUp(places),
    points: rollUp(places.filter(({ kind }) => kind === 'point')),
    districts: new Map(ids.map((id) => [id, rollUp(byDistrict.get(id) ?? [])])),
  };
}
