import { counter32, counter64, gauge32, integer, octets, type Row, timeTicks } from '../../../agent/index.ts';
import { strangerMacOf } from '../../../faults/violations/stranger.ts';
import { macOctets } from '../neighbours.ts';
import type { ExtraInterface } from './deviation.ts';

const ifEntry = '1.3.6.1.2.1.2.2.1';
const ifXEntry = '1.3.6.1.2.1.31.1.1.1';
const up = 1;
const bitsPerSecond = 100_000_000;
/** Those of ifTable and ifXTable that count. */
const counters = { narrow: [10, 11, 13, 14, 15, 16, 17, 19, 20], wide: [6, 7, 8, 9, 10, 11, 12, 13] } as const;

/** The rows of an interface that nobody planned: up, and silent. */
export function extraInterfaceRows({ ifIndex, name, type }: ExtraInterface, deviceId: string): Row[] {
  const column = (entry: string, number: number) => `${entry}.${number}.${ifIndex}`;
  return [
    { oid: column(ifEntry, 1), value: integer(ifIndex) },
    { oid: column(ifEntry, 2), value: octets(name) },
    { oid: column(ifEntry, 3), value: integer(type) },
    { oid: column(ifEntry, 4), value: integer(1500) },
    { oid: column(ifEntry, 5), value: gauge32(bitsPerSecond) },
    { oid: column(ifEntry, 6), value: octets(macOctets(strangerMacOf(`${deviceId}/${name}`))) },
    { oid: column(ifEntry, 7), value: integer(up) },
    { oid: column(ifEntry, 8), value: integer(up) },
    { oid: column(ifEntry, 9), value: timeTicks(0) },
    ...counters.narrow.map((number) => ({ oid: column(ifEntry, number), value: counter32(0) })),
    { oid: column(ifXEntry, 1), value: octets(name) },
    ...counters.wide.map((number) => ({ oid: column(ifXEntry, number), value: counter64(0) })),
    { oid: column(ifXEntry, 14), value: integer(up) },
    { oid: column(ifXEntry, 15), value: gauge32(bitsPerSecond / 1_000_000) },
    { oid: column(ifXEntry, 16), value: integer(2) },
    { oid: column(ifXEntry, 17), value: integer(up) },
    { oid: column(ifXEntry, 18), value: octets('') },
    { oid: column(ifXEntry, 19), value: timeTicks(0) },
  ];
}
