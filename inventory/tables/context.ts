import type { IpPrefix } from '../../core/index.ts';
import type { Table } from '../files/table.ts';
import type { Mistakes } from '../mistakes/mistakes.ts';
import type { Referable } from './cells.ts';
import type { Once } from './entries.ts';
import type { Networks } from './networks.ts';

/** The city itself, which `fangzhou.yaml` declares. */
export interface CityHead {
  readonly id: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly prefixes: readonly IpPrefix[];
}

/** What the reader of every table is given. */
export interface Reading {
  readonly table: Table;
  readonly mistakes: Mistakes;
  readonly city: CityHead;
  readonly networks: Networks;
  /** Every address that may be used once in the whole city. */
  readonly addresses: Once;
}

/** The name of the data centre of a district or of the city. */
export function dataCentreOf(districtId: string): string {
  return `${districtId}-dc`;
}

/** Districts, and the city's own id beside them. */
export function districtOrCity(districts: Referable, city: CityHead): Referable {
  return {
    mayHold: (id) => id === city.id || districts.mayHold(id),
    ids: () => [...districts.ids(), city.id],
  };
}
