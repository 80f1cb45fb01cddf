import { describe, expect, it } from 'vitest';
import type { SeenTranslation } from '../../../collector/index.ts';
import { sceneOf } from '../city-scene.fake.ts';
import { plus } from '../reading.fake.ts';
import { findingsOf, saidOf } from '../said.fake.ts';
import { iso09 } from './iso-09.ts';

const said = (change: Omit<SeenTranslation, 'source'>) =>
  saidOf(iso09, 'jincheng-1-utm', {
    now: {
      'jincheng-1-utm': (reading) =>
        plus(reading, 'translations', { ...change, source: { oid: '1.3.6.1.2.1.123.1.9.1.18.1', value: '' } }),
    },
  });

describe('ISO-09', () => {
  it('finds a session with somebody in the world: isolation is broken', () => {
    const found = said({ inside: '10.10.10.101', outside: '10.10.0.9', peer: '8.8.8.8' });
    expect(findingsOf(found)).toEqual(['S1 outside 10.10.10.101 10.10.0.9 8.8.8.8']);
    expect(found.findings[0]?.text.params).toMatchObject({ address: '8.8.8.8' });
  });

  it('finds one with an address that is private and nobody’s', () => {
    expect(said({ inside: '10.10.10.101', outside: '192.168.1.2' })).toMatchObject({ verdict: 'fail', severity: 'S2' });
  });

  it('lets addresses be translated within the network', () => {
    expect(said({ inside: '10.10.10.101', outside: '10.10.0.9', peer: '10.20.1.10' }).verdict).toBe('pass');
  });

  it('is about UTMs and routers only', () => {
    expect(iso09.judge(sceneOf()).map(({ deviceId }) => deviceId)).toEqual(['jincheng-1-utm']);
  });
});
