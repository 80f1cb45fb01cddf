import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../core/index.ts';
import type { SnmpCredential } from '../../inventory/index.ts';
import { timeTicks } from '../../lab/agent/index.ts';
import { forgedReport } from './forged-report.fake.ts';
import { peekId } from './peek-id.ts';
import { sessionKinds } from './session-kinds.fake.ts';
import type { SnmpSession } from './snmp-session.ts';
import { startUglyAgent, type UglyRequest } from './ugly-agent.fake.ts';
import { agentEngineId, answering } from './wire/answering.fake.ts';
import { decodeV3Head, messageFlag } from './wire/v3-message.ts';

const sysUpTime = '1.3.6.1.2.1.1.3.0';
const notInTimeWindow = '1.3.6.1.6.3.15.1.1.2.0';
const wrongDigests = '1.3.6.1.6.3.15.1.1.5.0';
const credential: SnmpCredential = {
  version: 'v3',
  user: 'u',
  level: 'authPriv',
  authProtocol: 'sha256',
  authKey: 'auth-password',
  privProtocol: 'aes',
  privKey: 'priv-password',
  context: '',
};

const cleanUps: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0)) await cleanUp();
});

const places = sessionKinds.flatMap(([kind, open]) =>
  (['127.0.0.1', '::1'] as const).map((host) => [`${kind}, ${host}`, open, host] as const),
);

describe.each(places)('a v3 session %s', (_, open, host) => {
  /** The lab's agent behind somebody who sees every request and may send what he likes before the real answer. */
  async function behind(forger: (request: UglyRequest, real: Buffer) => void): Promise<SnmpSession> {
    const { answer } = answering({ rows: [{ oid: sysUpTime, value: timeTicks(42) }], credentials: [credential] });
    const agent = await startUglyAgent((request) => {
      const real = answer(request.datagram);
      if (real === undefined) return;
      forger(request, real);
      request.reply(real);
    }, host);
    const transport = host === '::1' ? 'udp6' : 'udp4';
    const target = { transport, host, port: agent.port } as const;
    const session = open({ target, credential, clock: systemClock, timeoutMs: 400, retries: 0 });
    cleanUps.push(
      () => session.close(),
      () => agent.stop(),
    );
    return session;
  }

  const ask = async (session: SnmpSession) => {
    const result = await session.get('system', [sysUpTime]);
    return result.ok ? result.varbinds[0]?.value : result.fault.reason;
  };
  const reasons = (session: SnmpSession) => session.takeNotes().map(({ reason }) => reason);

  it('is not moved by reports in clear about its time: counted, and the agent is read', async () => {
    const session = await behind(({ id, number, reply }) => {
      // After the first two, which are the discovery and the first answer, one in three requests is met so.
      if (number > 1 && number % 3 === 0)
        reply(forgedReport({ id, counter: notInTimeWindow, engineId: agentEngineId }));
    });
    const said = [await ask(session), await ask(session), await ask(session), await ask(session)];
    expect(said).toEqual([42, 42, 42, 42]);
    expect(session.engineBoots()).toBe(3);
    expect(reasons(session)).toContain('unproven-report');
  });

  it('is not moved by reports in clear about its digest', async () => {
    const session = await behind(({ id, number, reply }) => {
      if (number === 2) reply(forgedReport({ id, counter: wrongDigests, engineId: agentEngineId }));
    });
    expect([await ask(session), await ask(session), await ask(session)]).toEqual([42, 42, 42]);
    expect(session.engineBoots()).toBe(3);
    expect(reasons(session)).toContain('unproven-report');
  });

  it('takes neither engine id nor time from a report in clear that names another engine', async () => {
    const other = Buffer.from('80001f8804666f72676572', 'hex');
    const session = await behind(({ id, number, reply }) => {
      if (number === 2) reply(forgedReport({ id, counter: notInTimeWindow, engineId: other }));
    });
    expect([await ask(session), await ask(session)]).toEqual([42, 42]);
    expect(session.engineBoots()).toBe(3);
  });

  it('takes nothing that comes from another port, be it genuine, and waits for the agent', async () => {
    const session = await behind(({ replyFromElsewhere, number }, real) => {
      if (number === 1) replyFromElsewhere(Buffer.from(real));
    });
    expect(await ask(session)).toBe(42);
    expect(await ask(session)).toBe(42);
    expect(reasons(session)).toEqual(['wrong-source']);
  });

  it('refuses a replayed answer, which is authentic, and uses the one after it', async () => {
    let recorded = Buffer.alloc(0);
    const session = await behind(({ number, reply }, real) => {
      if (number === 1) recorded = Buffer.from(real);
      if (number === 2) reply(recorded);
    });
    expect(await ask(session)).toBe(42);
    expect(await ask(session)).toBe(42);
    expect(reasons(session)).toEqual(['duplicate-response']);
  });

  it('refuses a replayed answer whose id was changed to fit: its digest no longer does', async () => {
    let recorded = Buffer.alloc(0);
    let fits = false;
    const session = await behind(({ id, number, reply }, real) => {
      if (number === 1) recorded = Buffer.from(real);
      if (number !== 2) return;
      // The version, the header of msgGlobalData, then msgID, an INTEGER of four octets.
      const at = recorded.indexOf(Buffer.from('02010330', 'hex')) + 7;
      recorded.writeUInt32BE(id, at);
      fits = peekId(recorded) === id;
      reply(recorded);
    });
    expect(await ask(session)).toBe(42);
    // A wrong digest may come of a replaced agent, so it is asked anew and read.
    expect(await ask(session)).toBe(42);
    expect(fits).toBe(true);
    expect(reasons(session)).toContain('unproven-report');
    expect(session.engineBoots()).toBe(3);
  });

  it.each([
    ['first', 0],
    ['last', -1],
  ])(
    'calls an answer whose %s encrypted octet was changed by its digest, and does not blame the password',
    async (_place, at) => {
      const session = await behind(({ reply }, real) => {
        const head = decodeV3Head(real);
        if (typeof head === 'number' || (head.level & messageFlag.encrypted) === 0) return;
        const damaged = Buffer.from(real);
        // The OCTET STRING's tag and its length of one octet stand before the secret.
        const place = at < 0 ? damaged.length + at : head.bodyAt + 2 + at;
        damaged[place] = (damaged[place] ?? 0) ^ 0xff;
        reply(damaged);
      });
      expect(await ask(session)).toBe('wrong-digest');
    },
  );

  it('survives answers that were damaged anywhere, and reads the agent afterwards', async () => {
    let damage: readonly (readonly [number, number])[] = [];
    const session = await behind(({ reply }, real) => {
      if (damage.length === 0) return;
      const damaged = Buffer.from(real);
      for (const [at, octet] of damage) damaged[at % damaged.length] = octet;
      reply(damaged);
    });
    const changes = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(changes, async (next) => {
        damage = next;
        const said = await ask(session);
        // Read from the real answer, or refused; a damaged answer gives no other value.
        expect(said === 42 || typeof said === 'string').toBe(true);
        damage = [];
        if ((await ask(session)) !== 42) expect(await ask(session)).toBe(42);
      }),
      { numRuns: 60 },
    );
  });
});
