import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../../core/clock.fake.ts';
import { type IpPrefix, parsePrefix, systemClock } from '../../core/index.ts';
import type { SnmpCredential } from '../../inventory/index.ts';
import { type Agent, integer, objectIdentifier, octets, startAgent, viewOf } from '../../lab/agent/index.ts';
import type { ExchangeRequest, WireTransport } from '../snmp/wire/transport.ts';
import { addressesOf, countAddresses } from './addresses.ts';
import { pacedTransport } from './paced-transport.ts';
import { sweepAddresses } from './sweep.ts';

const prefix = (text: string): IpPrefix => {
  const parsed = parsePrefix(text);
  if (parsed === undefined) throw new Error(text);
  return parsed.prefix;
};
const v2c = (community: string): SnmpCredential => ({ version: 'v2c', community });
const v3 = (user: string): SnmpCredential => ({
  version: 'v3',
  user,
  level: 'authPriv',
  authProtocol: 'sha256',
  authKey: 'correct-horse',
  privProtocol: 'aes',
  privKey: 'battery-staple',
  context: '',
});

/** A transport to nowhere: remembers when each message left, and lets it time out. */
function nowhere(clock: FakeClock) {
  const sentAt: number[] = [];
  const transport: WireTransport = {
    attach() {},
    detach() {},
    open: 0,
    strays: 0,
    close() {},
    start(request: ExchangeRequest) {
      expect(request.retries).toBe(0);
      sentAt.push(clock.monotonicMs());
      request.sent();
      clock.after(request.waitMs(0), () => request.ended({ kind: 'timeout' }));
    },
  };
  return { sentAt, transport };
}

describe('addresses of prefixes', () => {
  it.each([
    ['10.0.0.0/30', ['10.0.0.1', '10.0.0.2']],
    ['10.0.0.0/31', ['10.0.0.0', '10.0.0.1']],
    ['10.0.0.255/32', ['10.0.0.255']],
    ['10.0.255.254/31', ['10.0.255.254', '10.0.255.255']],
    ['2001:db8::/127', ['2001:db8::', '2001:db8::1']],
  ])('of %s are those of hosts', (text, addresses) => {
    expect([...addressesOf([prefix(text)])]).toEqual(addresses);
    expect(countAddresses([prefix(text)])).toBe(BigInt(addresses.length));
  });

  it('are counted without being listed', () => {
    expect(countAddresses([prefix('10.0.0.0/8'), prefix('::/0')])).toBe(2n ** 24n - 2n + 2n ** 128n);
  });
});

describe('the pace of a sweep', () => {
  it('is never faster than asked, whatever comes together, and all messages count', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 1, max: 3 }),
        fc.boolean(),
        async (perSecond, credentials, declared) => {
          const clock = new FakeClock();
          const { sentAt, transport } = nowhere(clock);
          const sweep = sweepAddresses({
            addresses: addressesOf([prefix('127.1.0.0/28')]),
            port: 161,
            credentials: Array.from({ length: credentials }, (_, n) => ({ name: `c${n}`, credential: v2c(`c${n}`) })),
            requestsPerSecond: perSecond,
            timeoutMs: 300,
            isDeclared: () => declared,
            clock,
            transport,
          });
          for (let step = 0; step < 400; step++) await clock.advance(250);
          expect(await sweep).toEqual([]);
          expect(sentAt).toHaveLength(14 * credentials * (declared ? 2 : 1));
          for (let at = 0; at < sentAt.length; at++) {
            const within = sentAt.filter((time) => time >= (sentAt[at] ?? 0) && time < (sentAt[at] ?? 0) + 1_000);
            expect(within.length).toBeLessThanOrEqual(perSecond);
          }
        },
      ),
      { numRuns: 12 },
    );
  });

  it('tells a silent address by one v3 message, however many users there are', async () => {
    const clock = new FakeClock();
    const { sentAt, transport } = nowhere(clock);
    const sweep = sweepAddresses({
      addresses: ['127.1.0.1'],
      port: 161,
      credentials: ['a', 'b', 'c'].map((name) => ({ name, credential: v3(name) })),
      requestsPerSecond: 100,
      timeoutMs: 300,
      isDeclared: () => false,
      clock,
      transport,
    });
    await clock.advance(2_000);
    expect(await sweep).toEqual([]);
    expect(sentAt).toHaveLength(1);
  });

  it('ends those who wait when it is closed or their session goes', () => {
    const clock = new FakeClock();
    const paced = pacedTransport(nowhere(clock).transport, { clock, perSecond: 1 });
    const ends: string[] = [];
    const peer = { family: 'udp4' as const, address: '127.1.0.1', port: 1, note() {} };
    const ask = (from = peer) =>
      paced.start({
        peer: from,
        waitMs: () => 100_000,
        retries: 0,
        encode: () => Buffer.alloc(0),
        sent() {},
        ended: ({ kind }) => ends.push(kind),
      });
    ask();
    ask();
    ask({ ...peer });
    expect(paced.open).toBe(2);
    paced.detach(peer);
    expect(ends).toEqual(['closed']);
    paced.close();
    ask();
    expect(ends).toEqual(['closed', 'closed', 'closed']);
  });
});

describe('a sweep of the loopback', () => {
  const agents: Agent[] = [];
  afterEach(async () => {
    await Promise.all(agents.splice(0).map((agent) => agent.stop()));
  });
  const view = viewOf([
    { oid: '1.3.6.1.2.1.1.1.0', value: octets('Switch') },
    { oid: '1.3.6.1.2.1.1.2.0', value: objectIdentifier('1.3.6.1.4.1.99') },
    { oid: '1.3.6.1.2.1.1.5.0', value: octets('sw-1') },
    { oid: '1.3.6.1.2.1.2.2.1.6.1', value: octets(Buffer.from('02fa00000101', 'hex')) },
    { oid: '1.3.6.1.2.1.2.2.1.6.2', value: octets('') },
    { oid: '1.3.6.1.2.1.17.1.1.0', value: octets(Buffer.from('02fa00000100', 'hex')) },
    { oid: '1.3.6.1.2.1.47.1.1.1.1.5.1', value: integer(3) },
    { oid: '1.3.6.1.2.1.47.1.1.1.1.5.2', value: integer(6) },
    { oid: '1.3.6.1.2.1.47.1.1.1.1.11.1', value: octets('SERIAL-1 ') },
    { oid: '1.3.6.1.2.1.47.1.1.1.1.11.2', value: octets('POWER-1') },
  ]);

  it('finds who answers with which credential, tells who refuses, and passes the silent over with few messages', async () => {
    const first = await startAgent({ view, credentials: [v2c('second')], host: '127.91.0.1' });
    const { port } = first;
    const second = await startAgent({ view, credentials: [v3('right')], host: '127.91.0.2', port });
    const third = await startAgent({ view, credentials: [v3('other')], host: '127.91.0.3', port });
    const mute = await startAgent({
      view,
      credentials: [v2c('second')],
      host: '127.91.0.4',
      port,
      behaviour: { silent: true },
    });
    agents.push(first, second, third, mute);
    const done: number[] = [];
    const results = await sweepAddresses({
      addresses: addressesOf([prefix('127.91.0.0/29')]),
      port,
      credentials: [
        { name: 'first', credential: v2c('first') },
        { name: 'second', credential: v2c('second') },
        { name: 'v3', credential: v3('right') },
      ],
      requestsPerSecond: 500,
      timeoutMs: 150,
      isDeclared: () => false,
      clock: systemClock,
      onResult: (_, count) => done.push(count),
    });
    const byAddress = new Map(
      results.map((each) => [each.kind === 'found' ? each.device.address : each.address, each]),
    );
    expect([...byAddress.keys()].sort()).toEqual(['127.91.0.1', '127.91.0.2', '127.91.0.3']);
    expect(byAddress.get('127.91.0.1')).toEqual({
      kind: 'found',
      device: {
        address: '127.91.0.1',
        port,
        credential: 'second',
        sysName: 'sw-1',
        sysObjectID: '1.3.6.1.4.1.99',
        sysDescr: 'Switch',
        serials: ['SERIAL-1'],
        baseMac: '02:fa:00:00:01:00',
        macs: ['02:fa:00:00:01:01'],
      },
    });
    expect(byAddress.get('127.91.0.2')).toMatchObject({ kind: 'found', device: { credential: 'v3' } });
    expect(byAddress.get('127.91.0.3')).toMatchObject({ kind: 'refused', reason: 'unknown-user' });
    expect(done).toHaveLength(6);
    expect(mute.stats.packets).toBe(3);
    expect(first.stats.packets).toBeLessThanOrEqual(7);
  });

  it('ends at once when it is told to', async () => {
    const stop = new AbortController();
    const sweep = sweepAddresses({
      addresses: addressesOf([prefix('127.91.0.0/16')]),
      port: 9,
      credentials: [{ name: 'c', credential: v2c('c') }],
      requestsPerSecond: 5,
      timeoutMs: 60_000,
      isDeclared: () => false,
      clock: systemClock,
      stop: stop.signal,
    });
    stop.abort();
    expect(await sweep).toEqual([]);
  });
});
