import { describe, expect, it } from 'vitest';
import { neighbourTables, routeTables } from './ip-tables.ts';
import { RowShelves } from './row-shelf.ts';
import type { OneShotRow, TableSpec } from './table-spec.ts';

function spec(specs: readonly TableSpec[], table: string): TableSpec {
  const found = specs.find((one) => one.table === table);
  if (found === undefined) throw new Error(table);
  return found;
}
const old = spec(neighbourTables, 'ipNetToMediaTable');
const both = spec(neighbourTables, 'ipNetToPhysicalTable');
const neighbour = (address: string, ifIndex = 2): OneShotRow => ({ table: '', index: '', ifIndex, address, mac: '' });

describe('rows of several tables about the same thing', () => {
  it('stand once in the main list, the second telling by a newer table apart', () => {
    const shelves = new RowShelves(neighbourTables);
    expect(shelves.shelfOf(neighbour('10.0.0.1'), old)).toBe('main');
    expect(shelves.shelfOf(neighbour('10.0.0.1'), both)).toBe('repeated');
    expect(shelves.shelfOf(neighbour('10.0.0.1', 3), both)).toBe('main');
    expect(shelves.shelfOf(neighbour('10.0.0.2'), both)).toBe('main');
  });

  it('are never dropped within the old tables: two rows that say the same are two rows', () => {
    const shelves = new RowShelves(neighbourTables);
    expect(shelves.shelfOf(neighbour('10.0.0.1'), old)).toBe('main');
    expect(shelves.shelfOf(neighbour('10.0.0.1'), old)).toBe('main');
  });

  it('stand apart when they are IPv6, with or without a zone, and once', () => {
    const shelves = new RowShelves(neighbourTables);
    expect(shelves.shelfOf(neighbour('fe80::1%3'), both)).toBe('ipv6');
    expect(shelves.shelfOf(neighbour('2001:db8::1'), both)).toBe('ipv6');
    const own = spec(neighbourTables, 'ipv6NetToMediaTable');
    expect(shelves.shelfOf(neighbour('2001:db8::1'), own)).toBe('repeated');
  });

  it('with a field missing are like no other', () => {
    const shelves = new RowShelves(neighbourTables);
    const nameless = { table: '', index: '1.2', mac: '00:00:00:00:00:01' };
    expect(shelves.shelfOf(nameless, old)).toBe('main');
    expect(shelves.shelfOf(nameless, both)).toBe('main');
  });

  it('are the same route only with the same length and next hop', () => {
    const shelves = new RowShelves(routeTables);
    const route = { table: '', index: '', destination: '10.0.0.0', prefixLength: 8, nextHop: '10.1.1.1' };
    const inet = spec(routeTables, 'inetCidrRouteTable');
    expect(shelves.shelfOf(route, spec(routeTables, 'ipRouteTable'))).toBe('main');
    expect(shelves.shelfOf(route, spec(routeTables, 'ipCidrRouteTable'))).toBe('main');
    expect(shelves.shelfOf(route, inet)).toBe('repeated');
    expect(shelves.shelfOf({ ...route, prefixLength: 16 }, inet)).toBe('main');
    expect(shelves.shelfOf({ ...route, nextHop: '10.1.1.2' }, inet)).toBe('main');
    expect(shelves.shelfOf({ ...route, nextHop: '10.1.1.2', ifIndex: 9 }, inet)).toBe('main');
  });
});
