import { describe, expect, it } from 'vitest';
import { openTwoNetworks } from '../../test/namespaces.fake.ts';
import { suiteNeeding } from '../../test/needs.ts';
import { readPing } from './icmp.ts';
import { measured, probeOf, told, tryIn, tryIt } from './stages/probes.fake.ts';

suiteNeeding(['ping'], 'echo requests', () => {
  it('come back from this machine, of either family, with loss and round trip', async () => {
    const result = await tryIt('icmp', { host: '127.0.0.1' });
    expect(told(result)).toBe('good: good');
    expect(measured(result, 'loss')).toBe(0);
    expect(measured(result, 'rtt')).toBeLessThan(1);
    // One round trip, not the pauses between them.
    expect(result.phases.answer).toBe(Math.round((measured(result, 'rtt') ?? 0) * 10_000) / 10);
    expect(told(await tryIt('icmp', { host: 'localhost', count: 1 }))).toBe('good: good');
  });
});

suiteNeeding(['ping', 'ip', 'nft', 'root'], 'probes behind a way that is cut', () => {
  it('say who refused, that nothing came back, or that there is no way', () => {
    const networks = openTwoNetworks();
    try {
      const { namespace } = networks.inner;
      const { address } = networks.outer;
      networks.allow('icmp type echo-request');
      const nobody = { host: '10.99.1.77', timeoutMs: 4_500 };
      const nowhere = { host: '203.0.113.7', timeoutMs: 3_000 };
      const open = tryIn(namespace, [
        probeOf('icmp', { host: address, count: 1 }),
        probeOf('icmp', nobody),
        probeOf('icmp', nowhere),
        probeOf('tcp', { ...nowhere, port: 80 }),
      ]);
      expect(open.map(told)).toEqual([
        'good: good',
        'bad answer: icmp-refused',
        'bad answer: icmp-refused',
        'bad connect: unreachable',
      ]);
      expect(open[2]?.reason.params).toMatchObject({ from: '10.99.1.9' });
      networks.allow();
      const cut = tryIn(namespace, [
        probeOf('icmp', { host: address, timeoutMs: 6_000 }),
        probeOf('tcp', { host: address, port: 80, timeoutMs: 500 }),
        probeOf('sip', { host: address, port: 5060, timeoutMs: 500 }),
      ]);
      expect(cut.map(told)).toEqual(['bad answer: icmp-silent', 'bad connect: timeout', 'bad first-byte: timeout']);
    } finally {
      networks.remove();
    }
  }, 60_000);
});

describe("ping's words", () => {
  it.each([
    [
      '3 packets transmitted, 3 received, 0% packet loss, time 402ms\nrtt min/avg/max/mdev = 0.024/0.030/0.040/0.007 ms\n',
      { sent: 3, received: 3, averageMs: 0.03, worstMs: 0.04 },
    ],
    ['4 packets transmitted, 1 received, +2 duplicates, 75% packet loss, time 3ms\n', { sent: 4, received: 1 }],
    [
      'From 10.1.0.1 icmp_seq=1 Destination Host Unreachable\n\n2 packets transmitted, 0 received, +2 errors, 100% packet loss, time 201ms\n',
      { sent: 2, received: 0, refusal: { from: '10.1.0.1', why: 'Destination Host Unreachable' } },
    ],
    [
      '2 packets transmitted, 2 packets received, 0% packet loss\nround-trip min/avg/max = 0.1/0.2/0.3 ms\n',
      { sent: 2, received: 2, averageMs: 0.2, worstMs: 0.3 },
    ],
    ['ping: unknown host\n', undefined],
    ['0 packets transmitted, 0 received, 0% packet loss, time 0ms\n', undefined],
  ])('%s', (out, expected) => {
    expect(readPing(out)).toEqual(expected);
  });
});
