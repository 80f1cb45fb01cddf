import { describe, expect, it } from 'vitest';
import type { SeenServer } from '../../../collector/index.ts';
import { sceneNow, sceneOf } from '../city-scene.fake.ts';
import type { ConfigurationSnapshot } from '../configuration/model.ts';
import { plus } from '../reading.fake.ts';
import { findingsOf, saidOf } from '../said.fake.ts';
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
    for (const address of ['10.10.10.101', 'clock.city.lan', 'clock'])
      expect(said('ntp', address)).toMatchObject({ verdict: 'fail', severity: 'S3' });
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

  const configured = (...servers: ConfigurationSnapshot['servers']) => {
    const snapshot: ConfigurationSnapshot = {
      deviceId: 'jincheng-1-utm',
      takenAt: sceneNow - 9_000,
      digest: '',
      policyDigest: '',
      lines: 1,
      risky: [],
      servers,
    };
    const configurations = {
      snapshotsOf: (id: string) => (id === snapshot.deviceId ? [snapshot] : []),
      approvalOf: () => undefined,
    };
    return iso14.judge(sceneOf({ configurations })).filter(({ evidence }) => evidence === 'survey');
  };

  it('finds one that a configuration names, which most devices do not tell otherwise', () => {
    const found = configured(
      { what: 'dns', address: '114.114.114.114', line: 7 },
      { what: 'ntp', address: '10.8.1.5', line: 8 },
    );
    expect(found).toMatchObject([
      { deviceId: 'jincheng-1-utm', verdict: 'fail', severity: 'S2', observedAt: sceneNow - 9_000 },
    ]);
    expect(found.flatMap(findingsOf)).toEqual(['S2 outside 7: 114.114.114.114']);
    expect(configured({ what: 'ntp', address: '10.8.1.5', line: 8 })).toMatchObject([{ verdict: 'pass' }]);
  });
});
