import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../core/index.ts';
import type { FaultReason } from '../observation.ts';
import { pollDevice } from './poll-device.ts';
import { sessionKinds } from './session-kinds.fake.ts';
import type { SnmpSession } from './snmp-session.ts';
import { berInteger, berOid, response, startUglyAgent, tlv, type UglyRequest } from './ugly-agent.fake.ts';

const sysName = '1.3.6.1.2.1.1.5.0';
const good = (id: number) => response({ id, binds: [[sysName, tlv(4, Buffer.from('sw'))]] });

const cleanUps: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0)) await cleanUp();
});

const reasons = (session: SnmpSession) => session.takeNotes().map(({ reason }) => reason);

/** Asks until a note of the wanted reason has come, at most 40 times: what comes aside of an answer has no promise. */
async function notesAfter(session: SnmpSession, wanted: FaultReason): Promise<readonly FaultReason[]> {
  const seen: FaultReason[] = [];
  for (let i = 0; i < 40 && !seen.includes(wanted); i++) {
    await session.get('system', [sysName]);
    seen.push(...reasons(session));
  }
  return seen;
}

describe.each(sessionKinds)('%s', (_, open) => {
  async function against(behave: (request: UglyRequest) => void, timeoutMs = 400, retries = 0): Promise<SnmpSession> {
    const agent = await startUglyAgent(behave);
    const session = open({
      target: { transport: 'udp4', host: '127.0.0.1', port: agent.port },
      credential: { version: 'v2c', community: 'public' },
      clock: systemClock,
      timeoutMs,
      retries,
    });
    cleanUps.push(
      () => session.close(),
      () => agent.stop(),
    );
    return session;
  }

  describe('an agent that breaks the rules', () => {
    it('answers twice: the second answer is counted and never used', async () => {
      const session = await against(({ id, reply }) => {
        reply(good(id));
        reply(response({ id, binds: [[sysName, tlv(4, Buffer.from('lie'))]] }));
      });
      const first = await session.get('system', [sysName]);
      expect(first.ok && first.varbinds[0]?.value).toEqual(Buffer.from('sw'));
      expect(await notesAfter(session, 'duplicate-response')).toContain('duplicate-response');
    });

    it('answers late: the request is a timeout, the late answer is counted and not taken for the next one', async () => {
      let heldBack: (() => void) | undefined;
      const session = await against(({ id, number, reply }) => {
        if (number === 0) heldBack = () => reply(response({ id, binds: [[sysName, tlv(4, Buffer.from('old'))]] }));
        else {
          heldBack?.();
          reply(good(id));
        }
      });
      expect(await session.get('system', [sysName])).toMatchObject({ ok: false, fault: { reason: 'timeout' } });
      const second = await session.get('system', [sysName]);
      expect(second.ok && second.varbinds[0]?.value).toEqual(Buffer.from('sw'));
      expect(reasons(session)).toEqual(['late-response']);
    });

    it('answers with another request id: ignored and counted', async () => {
      const session = await against(({ id, reply }) => reply(good(id + 1)));
      expect(await session.get('system', [sysName])).toMatchObject({ ok: false, fault: { reason: 'timeout' } });
      expect(reasons(session)).toEqual(['wrong-request-id']);
    });

    it('answers from another port: ignored and counted, as an answer may come from anybody', async () => {
      const session = await against(({ id, replyFromElsewhere }) => replyFromElsewhere(good(id)));
      expect(await session.get('system', [sysName])).toMatchObject({ ok: false, fault: { reason: 'timeout' } });
      expect(reasons(session)).toEqual(['wrong-source']);
    });

    it.each<[string, (id: number) => Buffer]>([
      ['a truncated message', (id) => good(id).subarray(0, -3)],
      ['an Integer of no octets', (id) => response({ id, binds: [[sysName, Buffer.from([2, 0])]] })],
      ['an unknown type', (id) => response({ id, binds: [[sysName, tlv(0x99, [1])]] })],
      ['an IpAddress of three octets', (id) => response({ id, binds: [[sysName, tlv(64, [1, 2, 3])]] })],
      ['an unknown PDU', (id) => response({ id, pduTag: 0xaf })],
      ['another community', (id) => response({ id, community: 'other' })],
    ])('sends %s: the fault is malformed, at once', async (_, make) => {
      const session = await against(({ id, reply }) => reply(make(id)), 5_000);
      expect(await session.get('system', [sysName])).toMatchObject({ ok: false, fault: { reason: 'malformed' } });
    });

    it('sends a value that is none: the fault names the object and the octet of its value', async () => {
      const binds = [
        ['1.3.6.1.2.1.1.3.0', tlv(67, [1])],
        [sysName, tlv(64, [1, 2, 3])],
      ] as const;
      let length = 0;
      const session = await against(({ id, reply }) => {
        const answer = response({ id, binds });
        length = answer.length;
        reply(answer);
      });
      const result = await session.get('system', ['1.3.6.1.2.1.1.3.0', sysName]);
      const detail = `the answer cannot be decoded at octet ${length - 5}, the value of ${sysName}`;
      expect(result).toMatchObject({ ok: false, fault: { reason: 'malformed', detail } });
    });

    it('sends garbage: counted, and the good answer after it is used', async () => {
      const session = await against(({ id, reply }) => {
        reply(Buffer.from('GET / HTTP/1.0'));
        reply(good(id));
      });
      expect(await session.get('system', [sysName])).toMatchObject({ ok: true });
      expect(reasons(session)).toEqual(['malformed']);
    });

    it('answers v2c with an unexpected v3 message: no crash, a fault', async () => {
      const session = await against(({ id, reply }) => {
        const globals = tlv(0x30, berInteger(id), berInteger(65_507), tlv(4, [3]), berInteger(3));
        const security = tlv(4, tlv(0x30, tlv(4, [1]), berInteger(1), berInteger(1), tlv(4), tlv(4), tlv(4)));
        reply(tlv(0x30, tlv(2, [3]), globals, security, tlv(4, [1, 2, 3])));
      });
      expect(await session.get('system', [sysName])).toMatchObject({ ok: false });
    });

    it('answers only in v1: is spoken to in v1 from then on', async () => {
      const session = await against(({ id, datagram, reply }) => {
        const version = datagram[4] ?? 0;
        reply(
          version === 1 ? response({ id, version: 0 }) : response({ id, version: 0, binds: [[sysName, tlv(4, [65])]] }),
        );
      });
      expect(await session.get('system', [sysName])).toMatchObject({
        ok: true,
        varbinds: [{ value: Buffer.from('A') }],
      });
      expect(session.version).toBe('v1');
    });

    it('sends a datagram as large as UDP allows: every value is read', async () => {
      const binds = Array.from({ length: 3_000 }, (_, i) => [`1.3.6.1.2.1.2.2.1.2.${i + 1}`, berInteger(i)] as const);
      const session = await against(({ id, reply }) => reply(response({ id, binds })), 5_000);
      const result = await session.getBulk('ifTable', ['1.3.6.1.2.1.2.2.1.2'], 3_000);
      expect(result.ok && result.varbinds.length).toBe(3_000);
    });

    it('sends odd values: none becomes a wrong one', async () => {
      const odd = [
        ['1.3.1', tlv(70, [0xff, 0xff])],
        ['1.3.2', tlv(70, [0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff])],
        ['1.3.3', tlv(70, [1, 0, 0, 0, 0, 0, 0, 0, 0])],
        ['1.3.4', tlv(70)],
        ['1.3.5', tlv(4)],
        ['1.3.6', berOid('1.3.6.1.4.1.4294967295')],
      ] as const;
      const session = await against(({ id, reply }) => reply(response({ id, binds: odd })));
      const result = await session.get(
        'system',
        odd.map(([oid]) => oid),
      );
      expect(result.ok && result.varbinds.map(({ type, value }) => [type, value])).toEqual([
        ['malformed', null],
        ['counter64', 18446744073709551615n],
        ['malformed', null],
        ['malformed', null],
        ['octets', Buffer.alloc(0)],
        ['oid', '1.3.6.1.4.1.4294967295'],
      ]);
    });

    it.each<[number, FaultReason]>([
      [1, 'too-big'],
      [2, 'no-such-name'],
      [5, 'general-error'],
      [16, 'authorization-error'],
      [4_711, 'general-error'],
    ])('refuses with error-status %i: the fault is %s, with its index', async (errorStatus, reason) => {
      const session = await against(({ id, reply }) => reply(response({ id, errorStatus, errorIndex: 1 })));
      expect(await session.get('system', [sysName])).toMatchObject({ ok: false, fault: { reason }, errorIndex: 1 });
    });

    it('survives any bytes with the right request id', async () => {
      let body = Buffer.alloc(0);
      const session = await against(({ id, reply }) => {
        reply(tlv(0x30, tlv(2, [1]), tlv(4, Buffer.from('public')), tlv(0xa2, berInteger(id), body)));
        reply(good(id));
      });
      await fc.assert(
        fc.asyncProperty(fc.uint8Array({ maxLength: 60 }), async (bytes) => {
          body = Buffer.from(bytes);
          const result = await session.get('system', [sysName]);
          return typeof result.ok === 'boolean';
        }),
        { numRuns: 300 },
      );
    });

    it('is silent: the poll says so, sends its retries, and a closed session leaves no socket', async () => {
      const session = await against(() => {}, 30, 2);
      const said = await pollDevice({ session, clock: systemClock, deviceId: 'd', kind: 'switch' });
      expect(said).toMatchObject({
        outcome: 'silent',
        faults: [{ reason: 'timeout' }],
        requests: 3,
        responses: 0,
        values: 0,
      });
    });
  });

  describe('an agent whose table goes in circles', () => {
    it('costs a bounded number of requests and gives the rows once', async () => {
      const column = '1.3.6.1.2.1.2.2.1.8';
      let requests = 0;
      const session = await against(({ id, pduTag, reply }) => {
        requests++;
        if (pduTag === 0xa0) {
          reply(response({ id, binds: [['1.3.6.1.2.1.1.3.0', tlv(67, [5])]] }));
          return;
        }
        // Every column is answered with ifOperStatus 2, 1, 2, 1: for ifOperStatus itself that is a circle.
        reply(
          response({
            id,
            binds: Array.from({ length: 46 }, (_, i) => [`${column}.${i < 23 ? 2 : 1}`, tlv(2, [1])] as const),
          }),
        );
      });
      const said = await pollDevice({ session, clock: systemClock, deviceId: 'd', kind: 'switch' });
      expect(said.outcome).toBe('partial');
      expect(said.faults.map(({ reason }) => reason)).toContain('non-increasing-oid');
      expect(said.interfaces?.map(({ ifIndex }) => ifIndex)).toEqual([2]);
      expect(requests).toBeLessThan(10);
    });
  });
});
