import { describe, expect, it } from 'vitest';
import type { IsolationReading, SeenConnection, SeenNeighbour } from '../../../collector/index.ts';
import { declarationWith, readingWith, sceneWith, table } from '../scene.fake.ts';
import { iso08 } from './iso-08.ts';

const source = { oid: '1.3.6.1.2.1.4.22.1.3.7', value: 'x' };
const neighbour = (address: string, parts: Partial<SeenNeighbour> = {}): SeenNeighbour => ({
  address,
  mac: '02:f5:00:00:00:01',
  ifIndex: 7,
  kind: 'dynamic',
  source,
  ...parts,
});
const connection = (remoteAddress: string, state = 'established'): SeenConnection => ({
  localAddress: '10.1.0.2',
  localPort: 4433,
  remoteAddress,
  remotePort: 443,
  state,
  source,
});
const judge = (parts: Partial<IsolationReading>, declaration = declarationWith()) =>
  iso08.judge(sceneWith({ reading: readingWith(parts), declaration }))[0];

describe('ISO-08, addresses from outside', () => {
  it.each([
    ['an inner neighbour', { neighbours: table([neighbour('10.3.2.1')]) }, 'pass', 'S1'],
    ['a public neighbour', { neighbours: table([neighbour('61.1.2.3')]) }, 'fail', 'S1'],
    ['an undeclared private neighbour', { neighbours: table([neighbour('192.168.8.1')]) }, 'fail', 'S2'],
    ['a link-local neighbour', { neighbours: table([neighbour('fe80::1'), neighbour('169.254.1.1')]) }, 'pass', 'S1'],
    ['multicast neighbours', { neighbours: table([neighbour('224.0.0.5'), neighbour('ff02::1')]) }, 'pass', 'S1'],
    ['a public IPv6 neighbour', { neighbours: table([neighbour('240e::1')]) }, 'fail', 'S1'],
    [
      'an entry that is no longer in use',
      { neighbours: table([neighbour('61.1.2.3', { kind: 'invalid' })]) },
      'pass',
      'S1',
    ],
    ['a public address of its own', { addresses: table([{ address: '202.1.1.1', source }]) }, 'fail', 'S1'],
    ['carrier-grade NAT of its own', { addresses: table([{ address: '100.64.3.4', source }]) }, 'fail', 'S2'],
    ['an inner address of its own', { addresses: table([{ address: '10.1.0.2', source }]) }, 'pass', 'S1'],
    ['a connection to the internet', { connections: table([connection('8.8.8.8')]) }, 'fail', 'S1'],
    ['one that ended', { connections: table([connection('8.8.8.8', 'timeWait')]) }, 'pass', 'S1'],
    ['one that nobody answered', { connections: table([connection('8.8.8.8', 'synSent')]) }, 'pass', 'S1'],
    ['an inner connection', { connections: table([connection('10.9.9.9')]) }, 'pass', 'S1'],
  ] as const)('finds of %s what it is', (_, parts, verdict, severity) => {
    expect(judge(parts)).toMatchObject({ verdict, severity });
  });

  it('is one finding for each row, and one where old and new tables disagree about a MAC', () => {
    const rows = [neighbour('61.1.2.3'), neighbour('61.1.2.3', { ifIndex: 8 }), neighbour('61.1.2.4')];
    const again = [neighbour('61.1.2.3', { mac: '02:f5:00:00:00:02' })];
    expect(judge({ neighbours: table([...rows, ...again]) })?.findings).toHaveLength(3);
  });

  it('lets a squatted prefix be once it is declared', () => {
    const declaration = declarationWith({
      prefixes: [{ prefix: '10.0.0.0/8' }, { prefix: '1.1.1.0/24', reason: 'since 2009' }],
    });
    expect(judge({ neighbours: table([neighbour('1.1.1.7')]) }, declaration)?.verdict).toBe('pass');
    expect(judge({ neighbours: table([neighbour('1.1.2.7')]) }, declaration)?.verdict).toBe('fail');
  });

  it.each(['neighbours', 'addresses'] as const)('needs %s', (name) => {
    expect(judge({ [name]: table([], 'not-offered') })).toMatchObject({ verdict: 'unknown', notOffered: true });
    for (const outcome of ['truncated', 'refused', 'silent', 'malformed'] as const)
      expect(judge({ [name]: table([], outcome) })?.verdict).toBe('unknown');
  });

  it('does without connections where they are not offered, but not where they could not be read', () => {
    expect(judge({ connections: table([], 'not-offered') })?.verdict).toBe('pass');
    expect(judge({ connections: table([], 'refused') })?.verdict).toBe('unknown');
  });
});
