import { describe, expect, it } from 'vitest';
import type { FoundDevice } from '../../collector/index.ts';
import type { Device } from '../../inventory/index.ts';
import { stageCity } from '../reconcile/stage.fake.ts';
import { compareFound, declaredPrefixes, missingDevices } from './compare-found.ts';

const label: Partial<Device> = {
  address: '127.0.1.1',
  serial: 'S1',
  mac: '02:00:00:00:00:01',
  sysObjectID: '1.3.6.1.4.1.9',
};
const city = stageCity({
  devices: { agg: label, 'east-sw': { address: '127.0.1.2' }, host: { address: '127.0.1.3', snmp: 'none' } },
});
const declared = { city, targets: new Map([['west-sw', { host: '127.0.9.9', port: 1161 }]]) };
const found: FoundDevice = {
  address: '127.0.1.1',
  port: 161,
  credential: 'v2c',
  sysName: 'AGG.example',
  sysObjectID: '1.3.6.1.4.1.9',
  sysDescr: '',
  serials: ['S1'],
  baseMac: '02:00:00:00:00:01',
  macs: [],
};

describe('a found device beside the declared ones', () => {
  it('is as declared when name, serial number, MAC and model are', () => {
    expect(compareFound(found, declared)).toMatchObject({ status: 'expected', deviceId: 'agg', differences: [] });
  });

  it.each<[string, Partial<FoundDevice>, readonly (readonly string[])[]]>([
    ['another name', { sysName: 'core' }, [['name', 'agg', 'core']]],
    ['another serial number', { serials: ['S2', 'S3'] }, [['serial', 'S1', 'S2 S3']]],
    ['another MAC', { baseMac: '02:00:00:00:00:02' }, [['mac', '02:00:00:00:00:01', '02:00:00:00:00:02']]],
    ['another model', { sysObjectID: '1.3.6.1.4.1.10' }, [['sysObjectID', '1.3.6.1.4.1.9', '1.3.6.1.4.1.10']]],
    ['another address', { address: '127.0.1.77' }, [['address', '127.0.1.1', '127.0.1.77']]],
    ['nothing to tell', { sysName: '', serials: [], baseMac: undefined, sysObjectID: '' }, []],
    ['its MAC on an interface', { baseMac: '02:00:00:00:00:09', macs: ['02:00:00:00:00:01'] }, []],
  ])('with %s', (_, change, expected) => {
    const { status, differences } = compareFound({ ...found, ...change }, declared);
    expect(differences.map(({ field, declared: should, observed }) => [field, should, observed])).toEqual(expected);
    expect(status).toBe(expected.length === 0 ? 'expected' : 'other');
  });

  it('is undeclared when nothing of it is known', () => {
    const stranger = { ...found, address: '127.0.1.77', sysName: 'x', serials: ['S9'], baseMac: undefined };
    expect(compareFound(stranger, declared)).toMatchObject({ status: 'undeclared', deviceId: undefined });
  });

  it('is looked for at the place where its agent answers', () => {
    const there = { ...found, address: '127.0.9.9', sysName: 'west-sw', serials: [], baseMac: undefined };
    expect(compareFound({ ...there, port: 1161 }, declared)).toMatchObject({ status: 'expected', deviceId: 'west-sw' });
  });
});

it('declared devices with an agent that nobody heard are missing, others are not', () => {
  const missing = missingDevices([{ address: '127.0.1.1' }], ['127.0.1.0/24'], declared);
  expect(missing.map(({ id }) => id)).toEqual(['east-sw']);
});

it('only what the city, its districts and its points declare may be asked', () => {
  const wide = { ...city, prefixes: ['127.0.0.0/16'] };
  expect(declaredPrefixes({ city: wide, targets: new Map() })).toEqual(['127.0.0.0/16']);
});
