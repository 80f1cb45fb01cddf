import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../core/index.ts';
import { startAgent, timeTicks, viewOf } from '../../lab/agent/index.ts';
import { sessionKinds } from './session-kinds.fake.ts';
import { agentTarget, parseTarget } from './target.ts';
import { berInteger, berOid, startUglyAgent, tlv } from './ugly-agent.fake.ts';

const sysUpTime = '1.3.6.1.2.1.1.3.0';
const engineId = Buffer.from('8000000001020304', 'hex');

/** A v3 message in clear, as anybody can make it. */
function inClear(msgId: number, pduTag: number, oid: string, value: Buffer): Buffer {
  const list = tlv(0x30, tlv(0x30, berOid(oid), value));
  const pdu = tlv(pduTag, berInteger(1), berInteger(0), berInteger(0), list);
  const globals = tlv(0x30, berInteger(msgId), berInteger(65_507), tlv(4, [0]), berInteger(3));
  const security = tlv(4, tlv(0x30, tlv(4, engineId), berInteger(1), berInteger(1), tlv(4), tlv(4), tlv(4)));
  return tlv(0x30, tlv(2, [3]), globals, security, tlv(0x30, tlv(4, engineId), tlv(4), pdu));
}

const cleanUps: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0)) await cleanUp();
});

describe.each(sessionKinds)('a session with authPriv %s', (_, open) => {
  it('takes no answer in clear, which the library alone would take', async () => {
    const agent = await startUglyAgent(({ id, number, reply }) => {
      if (number === 0) reply(inClear(id, 0xa8, '1.3.6.1.6.3.15.1.1.4.0', tlv(65, [1])));
      else reply(inClear(id, 0xa2, sysUpTime, tlv(67, [42])));
    });
    const session = open({
      target: { transport: 'udp4', host: '127.0.0.1', port: agent.port },
      credential: {
        version: 'v3',
        user: 'monitor',
        level: 'authPriv',
        authProtocol: 'sha',
        authKey: 'auth-password',
        privProtocol: 'aes',
        privKey: 'priv-password',
        context: '',
      },
      clock: systemClock,
    });
    cleanUps.push(
      () => session.close(),
      () => agent.stop(),
    );
    const result = await session.get('system', [sysUpTime]);
    expect(result).toMatchObject({ ok: false, fault: { reason: 'unsupported-security-level' } });
  });
});

describe.each(sessionKinds)('a session %s', (_, open) => {
  it('over IPv6 knows the agent again by its address, however that was written', async () => {
    const credential = { version: 'v2c', community: 'public' } as const;
    const view = viewOf([{ oid: sysUpTime, value: timeTicks(42) }]);
    const agent = await startAgent({ view, credentials: [credential], host: '::1' });
    const target = parseTarget(`udp6:[0:0:0:0:0:0:0:1]:${agent.port}`) ?? agentTarget(agent);
    const session = open({ target, credential, clock: systemClock });
    cleanUps.push(
      () => session.close(),
      () => agent.stop(),
    );
    expect(await session.get('system', [sysUpTime])).toMatchObject({ ok: true, varbinds: [{ value: 42 }] });
    expect(session.takeNotes()).toEqual([]);
  });

  it('finds an agent by name', async () => {
    const credential = { version: 'v2c', community: 'public' } as const;
    const view = viewOf([{ oid: sysUpTime, value: timeTicks(42) }]);
    const agent = await startAgent({ view, credentials: [credential] });
    const session = open({
      target: agentTarget({ host: 'localhost', port: agent.port }),
      credential,
      clock: systemClock,
    });
    cleanUps.push(
      () => session.close(),
      () => agent.stop(),
    );
    expect(await session.get('system', [sysUpTime])).toMatchObject({ ok: true });
  });
});
