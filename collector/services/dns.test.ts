import { createSocket } from 'node:dgram';
import { decode, encode } from 'dns-packet';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { suiteNeeding } from '../../test/needs.ts';
import { freeze } from '../pairs/engines/stages/server-process.fake.ts';
import { questionOf, recordText } from './dns.ts';
import { measured, told, tryIt } from './stages/probes.fake.ts';
import { dnsmasqStage, type SmallServer } from './stages/small-servers.fake.ts';

suiteNeeding(['dnsmasq'], 'a name server, asked as a client does (dnsmasq)', () => {
  let stage: SmallServer;
  beforeAll(async () => {
    stage = await dnsmasqStage([
      ...['host-record=budget.city.test,10.1.0.5,2001:db8::5,600', 'cname=portal.city.test,budget.city.test'],
      ...['mx-host=city.test,mail.city.test,10', 'txt-record=city.test,v=spf1 -all'],
      ...['srv-host=_sip._udp.city.test,sip.city.test,5060,1,5', 'ptr-record=7.0.1.10.in-addr.arpa,pay.city.test'],
      ...Array.from({ length: 40 }, (_, at) => `txt-record=long.city.test,${`${at}-`.repeat(12)}`),
    ]);
  }, 60_000);
  afterAll(() => stage.close());

  it('finds each kind of record, and knows it again however it was written', async () => {
    const { port } = stage;
    const cases = [
      tryIt('dns', { port, expect: ['10.1.0.5'] }),
      tryIt('dns', { port, type: 'AAAA', expect: ['2001:0db8:0::5'] }),
      tryIt('dns', { port, name: 'portal.city.test.', type: 'CNAME', expect: ['Budget.City.test.'] }),
      tryIt('dns', { port, name: 'portal.city.test', expect: ['10.1.0.5'] }),
      tryIt('dns', { port, name: 'city.test', type: 'MX', expect: ['10  mail.city.test.'] }),
      tryIt('dns', { port, name: 'city.test', type: 'TXT', expect: ['v=spf1 -all'] }),
      tryIt('dns', { port, name: '_sip._udp.city.test', type: 'SRV', expect: ['1 5 5060 sip.city.test'] }),
      tryIt('dns', { port, name: '10.1.0.7', type: 'PTR', expect: ['pay.city.test'] }),
    ];
    const results = await Promise.all(cases);
    expect(results.map(told)).toEqual(Array(cases.length).fill('good: good'));
    expect(results[0]?.values).toEqual([
      { name: 'records', value: 1, unit: '' },
      { name: 'ttl', value: 600, unit: 's' },
    ]);
  });

  it('asks again over TCP for what does not go into a datagram', async () => {
    const result = await tryIt('dns', {
      port: stage.port,
      name: 'long.city.test',
      type: 'TXT',
      expect: ['39-'.repeat(12)],
    });
    expect(told(result)).toBe('good: good');
    expect(measured(result, 'records')).toBe(40);
    expect(result.phases).toHaveProperty('connect');
  });

  it('tells what is wrong, and where', async () => {
    const { port } = stage;
    const cases = [
      tryIt('dns', { port, name: 'nobody.city.test' }),
      tryIt('dns', { port, name: 'elsewhere.test' }),
      tryIt('dns', { port, type: 'MX' }),
      tryIt('dns', { port, expect: ['10.1.0.5', '10.1.0.6'] }),
    ];
    const results = await Promise.all(cases);
    expect(results.map(told)).toEqual([
      'bad answer: dns-unknown',
      'bad answer: dns-refused',
      'bad answer: dns-empty',
      'bad answer: dns-other',
    ]);
    expect(results[3]?.reason.params).toMatchObject({ missing: '10.1.0.6', found: '10.1.0.5' });
  });

  it('says of a server that hangs that no answer came, and of one that was stopped that nobody listens', async () => {
    const { port, server } = stage;
    await freeze(server);
    expect(told(await tryIt('dns', { port, timeoutMs: 500 }))).toBe('bad first-byte: timeout');
    server.signal('SIGCONT');
    await server.stop('SIGKILL');
    expect(told(await tryIt('dns', { port }))).toBe('bad first-byte: refused');
  });
});

describe('answers that no right server gives', () => {
  it.each([
    ['no DNS at all', 'bad first-byte: not-protocol', () => Buffer.from('hello, who is there?')],
    ['an answer to another question', 'bad first-byte: timeout', (asked: Buffer) => answerTo(asked, 'other.city.test')],
    ['its own failure', 'bad answer: dns-failed', (asked: Buffer) => answerTo(asked, 'budget.city.test', 2)],
  ])('%s: %s', async (_what, expected, answer) => {
    const server = createSocket('udp4', (octets, from) => server.send(answer(octets), from.port, from.address));
    await new Promise<void>((resolve) => server.bind(0, '127.0.0.1', resolve));
    const { port } = server.address();
    expect(told(await tryIt('dns', { port, timeoutMs: expected.endsWith('timeout') ? 500 : 15_000 }))).toBe(expected);
    server.close();
  });
});

function answerTo(asked: Buffer, name: string, rcode = 0): Buffer {
  return encode({ type: 'response', id: decode(asked).id ?? 0, flags: rcode, questions: [{ type: 'A', name }] });
}

describe('names of addresses', () => {
  it('turn an address around, of either family, and leave other names alone', () => {
    expect(questionOf('10.1.0.7', 'PTR')).toBe('7.0.1.10.in-addr.arpa');
    expect(questionOf('2001:db8::1', 'PTR')).toBe(`1.${'0.'.repeat(23)}8.b.d.0.1.0.0.2.ip6.arpa`);
    expect(questionOf('budget.city.test.', 'A')).toBe('budget.city.test');
  });

  it('are written without their last dot and in small letters, whatever record holds them', () => {
    const label = fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,8}$/);
    fc.assert(
      fc.property(label, label, fc.nat(65_535), (one, two, preference) => {
        const exchange = `${one}.${two}`;
        const text = recordText({ type: 'MX', name: 'city.test', data: { preference, exchange: `${exchange}.` } });
        expect(text).toBe(`${preference} ${exchange.toLowerCase()}`);
      }),
    );
  });
});
