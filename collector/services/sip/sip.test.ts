import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { suiteNeeding } from '../../../test/needs.ts';
import { freeze } from '../../pairs/engines/stages/server-process.fake.ts';
import { measured, told, tryIt } from '../stages/probes.fake.ts';
import { type SmallServer, sippStage } from '../stages/small-servers.fake.ts';
import { textMessageReader } from '../text-message.ts';
import { isSipWorking, optionsRequest, sipAnswerOf } from './message.ts';

suiteNeeding(['sipp'], 'a SIP server, asked for its options (SIPp)', () => {
  let udp: SmallServer;
  let tcp: SmallServer;
  beforeAll(async () => {
    [udp, tcp] = await Promise.all([sippStage('udp', ['100 Trying', '200 OK']), sippStage('tcp', ['200 OK'])]);
  }, 60_000);
  afterAll(() => Promise.all([udp.close(), tcp.close()]));

  it('answers over both transports; a provisional answer is waited through', async () => {
    const results = [await tryIt('sip', { port: udp.port }), await tryIt('sip', { port: tcp.port, transport: 'tcp' })];
    expect(results.map(told)).toEqual(['good: good', 'good: good']);
    expect(results.map((result) => measured(result, 'status'))).toEqual([200, 200]);
  });

  it('says of a server that hangs that no answer came, and of one that was stopped that nobody listens', async () => {
    for (const [{ port, server }, transport] of [
      [udp, 'udp'],
      [tcp, 'tcp'],
    ] as const) {
      await freeze(server);
      expect(told(await tryIt('sip', { port, transport, timeoutMs: 700 }))).toBe('bad first-byte: timeout');
      server.signal('SIGCONT');
      await server.stop('SIGKILL');
      const expected = transport === 'udp' ? 'bad first-byte: refused' : 'bad connect: refused';
      expect(told(await tryIt('sip', { port, transport }))).toBe(expected);
    }
  });
});

suiteNeeding(['sipp'], 'a SIP server that says no (SIPp)', () => {
  it('is bad, with its own words', async () => {
    const stage = await sippStage('udp', ['486 Busy Here']);
    expect(told(await tryIt('sip', { port: stage.port }))).toBe('good: good');
    await stage.close();
  }, 60_000);
});

describe('answers of SIP', () => {
  const nonce = '0123456789abcdef01234567';
  const asked = optionsRequest({
    ...{ to: { host: '10.1.0.9', port: 5060 }, transport: 'udp' as const, nonce },
    own: { host: '10.1.0.1', port: 40_000 },
  });
  const garbage = (): Error => new Error('garbage');
  const read = textMessageReader({ protocol: 'SIP', over: 'datagram', garbage });
  const answerWith = (head: string, from = asked): string =>
    `${head}\r\n${from
      .split('\r\n')
      .filter((line) => /^(Via|From|To|Call-ID|CSeq):/.test(line))
      .join('\r\n')}\r\n\r\n`;

  it('are known by branch and method, also folded, compact, or with further hops', () => {
    const of = (text: string) => {
      const found = read(Buffer.from(text));
      return found === undefined ? undefined : sipAnswerOf(found.value, nonce)?.status;
    };
    expect(of(answerWith('SIP/2.0 200 OK'))).toBe(200);
    expect(of(answerWith('SIP/2.0 404 Not Found').replace('Via:', 'v :').replace(';rport', '\r\n ;rport=40000'))).toBe(
      404,
    );
    expect(of(answerWith('SIP/2.0 200 OK').replace(nonce, 'f'.repeat(24)))).toBeUndefined();
    expect(of(answerWith('SIP/2.0 200 OK').replace('1 OPTIONS', '1 INVITE'))).toBeUndefined();
    // Our own request, sent back by a reflector, is no answer.
    expect(of(asked)).toBeUndefined();
  });

  it('count by status: an element that answers works, one that fails or stands before a dead one does not', () => {
    const working = [200, 302, 401, 404, 405, 407, 486, 600];
    expect(working.filter(isSipWorking)).toEqual(working);
    expect([408, 480, 500, 503, 504, 603].filter(isSipWorking)).toEqual([]);
  });

  it('come out of a stream whole, however it was cut, with what follows left alone', () => {
    const stream = textMessageReader({ protocol: 'SIP', over: 'stream', garbage });
    const value = fc.stringMatching(/^[!-~]{1,20}$/);
    const body = fc.string({ maxLength: 200 });
    fc.assert(
      fc.property(fc.array(value, { maxLength: 8 }), body, fc.nat(), (values, text, cut) => {
        const octets = Buffer.from(text, 'utf8');
        const head = `SIP/2.0 200 OK\r\n${values.map((one) => `X-Town: ${one}\r\n`).join('')}`;
        const whole = Buffer.concat([Buffer.from(`${head}l: ${octets.length}\r\n\r\n`), octets]);
        const found = stream(Buffer.concat([whole, Buffer.from('SIP/2.0')]));
        expect(found?.octets).toBe(whole.length);
        expect(found?.value.body).toBe(octets.toString('utf8'));
        expect(found?.value.headers.get('x-town') ?? []).toEqual(values);
        expect(stream(whole.subarray(0, cut % whole.length))).toBeUndefined();
      }),
    );
  });

  it('are refused, and nothing worse, when they are anything else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (octets) => {
        try {
          read(Buffer.from(octets));
        } catch (thrown) {
          expect((thrown as Error).message).toBe('garbage');
        }
      }),
    );
  });
});
