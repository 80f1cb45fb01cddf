import { describe, expect, it } from 'vitest';
import type { SeenRoute } from '../../../collector/index.ts';
import { declarationWith, readingWith, sceneWith, table } from '../scene.fake.ts';
import { iso07 } from './iso-07.ts';

const route = (prefix: string, nextHop?: string, parts: Partial<SeenRoute> = {}): SeenRoute => ({
  prefix,
  kind: nextHop === undefined ? 'local' : 'remote',
  source: { oid: '1.3.6.1.2.1.4.21.1.1', value: prefix },
  ...(nextHop === undefined ? {} : { nextHop, nextHopSource: { oid: '1.3.6.1.2.1.4.21.1.7', value: nextHop } }),
  ...parts,
});
const judge = (rows: readonly SeenRoute[], scene: Parameters<typeof sceneWith>[0] = {}) =>
  iso07.judge(sceneWith({ reading: readingWith({ routes: table(rows) }), ...scene }))[0];

describe('ISO-07, routes to outside and undeclared next hops', () => {
  it.each([
    ['a default route over a declared router', route('0.0.0.0/0', '10.1.0.1'), 'pass', 'S1'],
    ['a default route over somebody inside', route('0.0.0.0/0', '10.9.9.9'), 'fail', 'S2'],
    ['a default route over somebody private', route('0.0.0.0/0', '192.168.1.1'), 'fail', 'S2'],
    ['a default route over the internet', route('0.0.0.0/0', '61.1.2.3'), 'fail', 'S1'],
    ['a default route into a line without a neighbour', route('0.0.0.0/0'), 'fail', 'S2'],
    ['half of everything, as VPNs route', route('0.0.0.0/1', '10.1.0.1'), 'fail', 'S1'],
    ['a public network over a declared router', route('61.1.0.0/16', '10.1.0.1'), 'fail', 'S1'],
    ['a public network directly attached', route('202.195.128.0/24'), 'fail', 'S1'],
    ['an undeclared private network', route('192.168.1.0/24', '10.1.0.1'), 'fail', 'S2'],
    ['an inner network over a declared router', route('10.5.0.0/16', '10.1.0.1'), 'pass', 'S1'],
    ['an inner network over a foreign next hop', route('10.5.0.0/16', '10.1.0.99'), 'fail', 'S2'],
    ['an inner network over the internet', route('10.5.0.0/16', '8.8.8.8'), 'fail', 'S1'],
    ['its own network', route('10.1.0.0/24'), 'pass', 'S1'],
    ['multicast and loopback', route('224.0.0.0/4', '10.1.0.77'), 'pass', 'S1'],
    ['a public network thrown away', route('8.0.0.0/8', '10.1.0.1', { kind: 'blackhole' }), 'pass', 'S1'],
    ['a public network refused', route('8.0.0.0/8', '10.1.0.1', { kind: 'reject' }), 'pass', 'S1'],
    ['IPv6 by default over an advertised router', route('::/0', 'fe80::1'), 'fail', 'S2'],
    ['IPv6 by default over the internet', route('::/0', '240e::1'), 'fail', 'S1'],
    ['an IPv6 network outside', route('2408::/32', 'fe80::1'), 'fail', 'S1'],
    ['IPv6 of the link', route('fe80::/64'), 'pass', 'S1'],
  ] as const)('finds of %s what it is', (_, row, verdict, severity) => {
    const judged = judge([route('10.1.0.0/24'), row]);
    expect(judged).toMatchObject({ verdict, severity });
    expect(judged?.findings).toHaveLength(verdict === 'fail' ? 1 : 0);
  });

  it('lets a summary of private space be that holds an inner prefix, over a declared router only', () => {
    const declaration = declarationWith({ prefixes: [{ prefix: '10.10.0.0/16' }] });
    expect(judge([route('10.0.0.0/8', '10.1.0.1')], { declaration })?.verdict).toBe('pass');
    expect(judge([route('10.0.0.0/8', '10.1.0.2')], { declaration })?.verdict).toBe('fail');
    expect(judge([route('10.0.0.0/7', '10.1.0.1')], { declaration })).toMatchObject({
      verdict: 'fail',
      severity: 'S1',
    });
  });

  it('names the destination where that is outside, and the next hop where only that was not declared', () => {
    expect(judge([route('61.1.0.0/16', '10.9.9.9')])?.findings).toMatchObject([{ value: '61.1.0.0/16' }]);
    expect(judge([route('10.2.0.0/16', '10.9.9.9')])?.findings).toMatchObject([
      { oid: '1.3.6.1.2.1.4.21.1.7', value: '10.9.9.9' },
    ]);
  });

  it('lets what lies behind a boundary be, at its own port alone', () => {
    const declaration = declarationWith({
      boundaries: [{ id: 'bank', deviceId: 'u1', interfaceName: 'ge9', prefixes: ['172.20.8.0/24'], reason: 'bank' }],
    });
    const source = { oid: '', value: '' };
    const ports = ['ge9', 'ge8'].map((name, index) => ({
      ifIndex: index + 1,
      name,
      description: name,
      alias: '',
      ifType: 6,
      adminStatus: 'up',
      operStatus: 'up',
      source,
    }));
    const at = (ifIndex: number) =>
      iso07.judge(
        sceneWith({
          declaration,
          reading: readingWith({
            interfaces: table(ports),
            routes: table([route('172.20.8.0/25', '172.20.8.1', { ifIndex })]),
          }),
        }),
      )[0]?.verdict;
    expect([at(1), at(2)]).toEqual(['pass', 'fail']);
  });

  it.each([
    ['truncated', 'unknown', undefined],
    ['refused', 'unknown', undefined],
    ['silent', 'unknown', undefined],
    ['malformed', 'unknown', undefined],
    ['not-offered', 'unknown', true],
  ] as const)('cannot tell of a table that is %s', (outcome, verdict, notOffered) => {
    const judged = (rows: readonly SeenRoute[]) =>
      iso07.judge(sceneWith({ reading: readingWith({ routes: table(rows, outcome) }) }))[0];
    expect(judged([route('0.0.0.0/0', '10.1.0.1')])?.verdict).toBe(verdict);
    expect(judged([])?.notOffered).toBe(notOffered);
    // What was seen to offend offends, whole table or not.
    expect(judged([route('61.1.0.0/16', '10.1.0.1')])?.verdict).toBe('fail');
  });
});
