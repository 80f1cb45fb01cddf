import { describe, expect, it } from 'vitest';
import { plus } from '../reading.fake.ts';
import { findingsOf, saidOf } from '../said.fake.ts';
import { iso11 } from './iso-11.ts';

const said = (address: string, state: string) =>
  saidOf(iso11, 'jincheng-1-utm', {
    now: {
      'jincheng-1-utm': (reading) =>
        plus(reading, 'adjacencies', {
          protocol: 'ospf',
          address,
          state,
          source: { oid: `1.3.6.1.2.1.14.10.1.6.${address}.0`, value: state },
        }),
    },
  });

describe('ISO-11', () => {
  it('finds a routing neighbour that nobody declared, also one that is only set up', () => {
    expect(findingsOf(said('10.10.10.77', 'full'))).toEqual(['S2 undeclared full']);
    expect(said('10.10.10.77', 'down').verdict).toBe('fail');
  });

  it('knows declared ones', () => {
    expect(said('10.10.0.2', 'full').verdict).toBe('pass');
  });
});
