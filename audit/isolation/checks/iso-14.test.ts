import { describe, expect, it } from 'vitest';
import type { SeenServer } from '../../../collector/index.ts';
import { plus } from '../reading.fake.ts';
import { saidOf } from '../said.fake.ts';
import { iso14 } from './iso-14.ts';

const said = (what: SeenServer['what'], address: string) =>
  saidOf(iso14, 'jincheng-1-utm', {
    now: {
      'jincheng-1-utm': (reading) =>
        plus(reading, 'servers', { what, address, source: { oid: '1.3.6.1.2.1.197.1.3.1.1.5.1', value: address } }),
    },
  });

describe('ISO-14', () => {
  it.each([
    ['ntp', '203.0.113.9'],
    ['ntp', 'ntp.example.com'],
    ['dns', '114.114.114.114'],
    ['dns', '192.168.1.1'],
    ['syslog', '198.51.100.4'],
  ] as const)('finds a %s server outside: %s', (what, address) => {
    expect(said(what, address)).toMatchObject({ verdict: 'fail', severity: 'S2' });
  });

  it('finds one inside that nobody declared, which is less', () => {
    expect(said('ntp', '10.10.10.101')).toMatchObject({ verdict: 'fail', severity: 'S3' });
  });

  it.each([
    ['ntp', '10.8.1.5'],
    ['dns', '10.8.1.6'],
    ['syslog', '10.8.1.30'],
    ['ntp', '127.127.1.0'],
    ['ntp', '224.0.1.1'],
    ['dns', '::1'],
  ] as const)('lets a %s server be that is declared, inside, or the device itself: %s', (what, address) => {
    expect(said(what, address).verdict).toBe('pass');
  });
});
