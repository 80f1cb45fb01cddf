import { describe, expect, it } from 'vitest';
import { integer, octets, type Row } from '../../lab/agent/index.ts';
import { asked } from './asked.fake.ts';
import { readParts } from './read-parts.ts';

const entity = '1.3.6.1.2.1.47.1.1.1.1';
const h3c = '1.3.6.1.4.1.25506.2.98.1';
const usb = '1.3.6.1.4.1.12356.101.4.7.2.1';
const imsi = '460012345678901';
const chassis: readonly Row[] = [
  { oid: `${entity}.2.1`, value: octets('UTM 1000') },
  { oid: `${entity}.5.1`, value: integer(3) },
  { oid: `${entity}.11.1`, value: octets('S-1') },
  { oid: `${entity}.13.1`, value: octets('M-1') },
  { oid: `${entity}.16.1`, value: integer(2) },
];
const cards: readonly Row[] = [
  { oid: `${h3c}.1.1.1.2.1`, value: octets('E1820') },
  { oid: `${h3c}.1.1.1.5.1`, value: octets('C-9') },
  { oid: `${h3c}.2.1.1.2.1.0`, value: integer(4) },
  { oid: `${h3c}.2.1.1.3.1.0`, value: octets(imsi) },
  { oid: `${h3c}.2.1.1.2.1.1`, value: integer(1) },
];

describe('parts', () => {
  it('are told by ENTITY-MIB', async () => {
    const { read } = await asked({ view: chassis }, readParts);
    expect(read.rows).toEqual([
      {
        index: '1',
        description: 'UTM 1000',
        partClass: 'chassis',
        serial: 'S-1',
        model: 'M-1',
        fieldReplaceable: false,
        source: { oid: `${entity}.2.1`, value: 'UTM 1000' },
      },
    ]);
  });

  it('of H3C tell radio cards and SIM cards that are there, and never whose they are', async () => {
    const { read } = await asked({ view: [...chassis, ...cards], sysObjectID: '1.3.6.1.4.1.25506.1.1' }, readParts);
    expect(read.rows.slice(1)).toMatchObject([
      { description: 'cellular E1820', serial: 'C-9', partClass: 'module' },
      { description: 'SIM card', simPresent: true, source: { value: 'unprotected' } },
    ]);
    expect(read.rows).toHaveLength(3);
    expect(JSON.stringify(read)).not.toContain(imsi);
    expect(read.outcome).toBe('read');
  });

  it('of Fortinet tell what is in a USB socket, and a modem by its class', async () => {
    const view = [
      { oid: `${usb}.2.1`, value: integer(1) },
      { oid: `${usb}.4.1`, value: integer(2) },
      { oid: `${usb}.8.1`, value: octets('HUAWEI') },
      { oid: `${usb}.9.1`, value: octets('Mobile') },
      { oid: `${usb}.2.2`, value: integer(0) },
    ];
    const { read } = await asked({ view, sysObjectID: '1.3.6.1.4.1.12356.101.1.1' }, readParts);
    expect(read.rows).toMatchObject([{ description: 'USB modem HUAWEI Mobile', index: 'fgUsbportTable.1' }]);
  });

  it('of a maker are not asked of another’s device', async () => {
    const { read } = await asked({ view: cards, sysObjectID: '1.3.6.1.4.1.2011.1' }, readParts);
    expect(read).toMatchObject({ outcome: 'not-offered', rows: [], walks: [{ table: 'entPhysicalTable' }] });
  });
});
