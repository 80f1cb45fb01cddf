import { createSocket } from 'node:dgram';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { suiteNeeding } from '../../test/needs.ts';
import { freeze } from '../pairs/engines/stages/server-process.fake.ts';
import { ntpRequest, offsetOf, readNtp } from './ntp-packet.ts';
import { measured, told, tryIt } from './stages/probes.fake.ts';
import { chronyStage, type SmallServer } from './stages/small-servers.fake.ts';

suiteNeeding(['chronyd'], 'a time server, asked as a client does (chrony)', () => {
  let stage: SmallServer;
  beforeAll(async () => {
    stage = await chronyStage(true);
  }, 60_000);
  afterAll(() => stage.close());

  it('finds the time of this machine on it, and its stratum', async () => {
    const result = await tryIt('ntp', { port: stage.port });
    expect(told(result)).toBe('good: good');
    expect(measured(result, 'stratum')).toBe(5);
    expect(Math.abs(measured(result, 'offset') ?? 9)).toBeLessThan(1 + (measured(result, 'delay') ?? 0) / 2);
    expect(told(await tryIt('ntp', { port: stage.port, mostStratum: 4 }))).toBe('bad answer: ntp-stratum');
  });

  it('does not take the word of one that has no time itself', async () => {
    const lost = await chronyStage(false);
    expect(told(await tryIt('ntp', { port: lost.port }))).toBe('bad answer: ntp-unsynchronised');
    await lost.close();
  });

  it('says of a server that hangs that no answer came, and of one that was stopped that nobody listens', async () => {
    const { port, server } = stage;
    await freeze(server);
    expect(told(await tryIt('ntp', { port, timeoutMs: 400 }))).toBe('bad first-byte: timeout');
    server.signal('SIGCONT');
    await server.stop('SIGKILL');
    expect(told(await tryIt('ntp', { port }))).toBe('bad first-byte: refused');
  });
});

/** What a server says: its clock is ahead by so much. */
function answer(
  asked: Buffer,
  given: { readonly aheadMs?: number; readonly stratum?: number; readonly id?: string },
): Buffer {
  const { aheadMs = 0, stratum = 2, id = 'LOCL' } = given;
  const octets = Buffer.alloc(48);
  octets.set([0b00_100_100, stratum], 0);
  octets.write(id, 12, 'latin1');
  asked.copy(octets, 24, 40, 48);
  for (const at of [32, 40]) octets.writeBigUInt64BE(ntpTime(Date.now() + aheadMs), at);
  return octets;
}

/** 64 bits, seconds since 1900 in the upper half; later eras begin again at nought. */
function ntpTime(at: number): bigint {
  return ((BigInt(Math.round(at)) * 2n ** 32n) / 1_000n + 2_208_988_800n * 2n ** 32n) % 2n ** 64n;
}

describe('answers that no right server gives', () => {
  it.each([
    ['time of another hour', 'bad answer: ntp-offset', (asked: Buffer) => answer(asked, { aheadMs: -3_600_000 })],
    ['a kiss of death', 'bad answer: ntp-kiss', (asked: Buffer) => answer(asked, { stratum: 0, id: 'DENY' })],
    ['no NTP at all', 'bad first-byte: not-protocol', () => Buffer.from('12:00:00')],
    ['half an answer', 'bad first-byte: not-protocol', (asked: Buffer) => answer(asked, {}).subarray(0, 30)],
    ['an answer to somebody else', 'bad first-byte: timeout', () => answer(Buffer.alloc(48, 7), {})],
  ])('%s: %s', async (_what, expected, given) => {
    const server = createSocket('udp4', (octets, from) => server.send(given(octets), from.port, from.address));
    await new Promise<void>((resolve) => server.bind(0, '127.0.0.1', resolve));
    const { port } = server.address();
    const result = await tryIt('ntp', { port, timeoutMs: expected.endsWith('timeout') ? 400 : 15_000 });
    expect(told(result)).toBe(expected);
    if (expected.endsWith('kiss')) expect(result.reason.params).toMatchObject({ code: 'DENY' });
    if (expected.endsWith('offset')) expect(Math.round(measured(result, 'offset') ?? 0)).toBe(-3_600);
    server.close();
  });
});

describe('the octets of NTP', () => {
  const nonce = fc.uint8Array({ minLength: 8, maxLength: 8 });

  it('give back any time of four centuries, in whatever era it lies', () => {
    const time = fc.integer({ min: Date.UTC(1970, 0, 1), max: Date.UTC(2370, 0, 1) });
    fc.assert(
      fc.property(nonce, time, (given, at) => {
        const octets = Buffer.from(ntpRequest(given));
        octets.copy(octets, 24, 40, 48);
        octets.set([0b00_100_100, 1], 0);
        for (const place of [32, 40]) octets.writeBigUInt64BE(ntpTime(at), place);
        const read = readNtp(octets, given, at + 86_400_000);
        if (typeof read !== 'object') throw new Error('not read');
        expect(Math.abs(read.sentAt - at)).toBeLessThan(0.01);
        expect(Math.abs(read.receivedAt - at)).toBeLessThan(0.01);
      }),
    );
  });

  it('are never more than a refusal when they are anything else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 96 }), nonce, (octets, given) => {
        const read = readNtp(Buffer.from(octets), given, 0);
        if (typeof read === 'object') expect(Buffer.from(octets).subarray(24, 32)).toEqual(Buffer.from(given));
      }),
    );
  });

  it('tell offset and delay apart, whichever way took longer, within half of the delay', () => {
    const ms = fc.integer({ min: 0, max: 5_000 });
    fc.assert(
      fc.property(ms, ms, ms, fc.integer({ min: -1e9, max: 1e9 }), (there, back, atServer, ahead) => {
        const receivedAt = 1_000 + there + ahead;
        const sentAt = receivedAt + atServer;
        const times = { at: 1_000, answeredAt: 1_000 + there + atServer + back };
        const { offsetMs, delayMs } = offsetOf({ receivedAt, sentAt }, times);
        expect(delayMs).toBe(there + back);
        expect(Math.abs(offsetMs - ahead)).toBeLessThanOrEqual(delayMs / 2);
      }),
    );
  });
});
