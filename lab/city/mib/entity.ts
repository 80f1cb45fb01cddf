import { createHash } from 'node:crypto';
import { integer, objectIdentifier, octets, type Row } from '../../agent/index.ts';
import type { Live, LiveDevice } from '../simulation.ts';
import { makers } from './makers.ts';

const entry = '1.3.6.1.2.1.47.1.1.1.1';
/** PhysicalClass (RFC 4133). */
const classes = { chassis: 3, powerSupply: 6 } as const;
const truth = { yes: 1, no: 2 } as const;
const serialCharacters = 12;

/** A device's serial number; the one that replaced it has another. */
export function serialOf({ planned }: LiveDevice, live: Live): string {
  const { id } = planned.device;
  const which = live.world().isReplaced(id) ? 'stand-in' : 'first';
  const digest = createHash('sha256').update(`${live.seed} ${id} ${which}`).digest('hex');
  return `FZ${digest.slice(0, serialCharacters - 2).toUpperCase()}`;
}

/** ENTITY-MIB (RFC 4133): the chassis, and a power supply in it whose serial number says nothing of the device. */
export function entityRows(device: LiveDevice, live: Live): Row[] {
  const { planned } = device;
  const maker = makers[planned.role];
  const serial = serialOf(device, live);
  const rows: Row[] = [];
  const add = (index: number, kind: number, name: string, number: string) => {
    const isFru = kind === classes.powerSupply ? truth.yes : truth.no;
    const column = (at: number) => `${entry}.${at}.${index}`;
    rows.push({ oid: column(2), value: octets(name) });
    rows.push({ oid: column(3), value: objectIdentifier(maker.sysObjectID) });
    rows.push({ oid: column(4), value: integer(index - 1) });
    rows.push({ oid: column(5), value: integer(kind) });
    rows.push({ oid: column(6), value: integer(1) });
    rows.push({ oid: column(7), value: octets(name) });
    rows.push({ oid: column(11), value: octets(number) });
    rows.push({ oid: column(12), value: octets(maker.name) });
    rows.push({ oid: column(13), value: octets(kind === classes.chassis ? maker.model : '') });
    rows.push({ oid: column(16), value: integer(isFru) });
  };
  add(1, classes.chassis, 'chassis', serial);
  add(2, classes.powerSupply, 'power supply 1', `PS${serial.slice(2)}`);
  return rows;
}
