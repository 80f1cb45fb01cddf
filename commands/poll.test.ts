import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { OneShot } from '../collector/index.ts';
import { berInteger, startUglyAgent, tlv } from '../collector/snmp/ugly-agent.fake.ts';
import { collectorTexts } from '../collector/texts.ts';
import type { SnmpCredential } from '../inventory/index.ts';
import { integer, ipAddress, startAgent, timeTicks, viewOf } from '../lab/agent/index.ts';
import { fangzhou } from './run.fake.ts';

const cleanUps: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0)) await cleanUp();
});

/** `fangzhou poll` as a person calls it, with short waits. */
async function poll(target: string, ...args: readonly string[]) {
  return fangzhou(['poll', target, '-t', '1', '-r', '0', ...args]);
}

const credential: SnmpCredential = {
  version: 'v3',
  user: 'audit',
  level: 'authPriv',
  authProtocol: 'sha256',
  authKey: 'auth-password',
  privProtocol: 'aes192r',
  privKey: 'priv-password',
  context: '',
};
const good = ['-u', 'audit', '-a', 'SHA-256', '-A', 'auth-password', '-x', 'AES-192-C', '-X', 'priv-password'];

async function agentAt(host: '127.0.0.1' | '::1', of: SnmpCredential = credential): Promise<string> {
  const view = viewOf([{ oid: '1.3.6.1.2.1.1.3.0', value: timeTicks(42) }]);
  const agent = await startAgent({ view, credentials: [of], host, contexts: [''] });
  cleanUps.push(() => agent.stop());
  return host === '::1' ? `udp6:[::1]:${agent.port}` : `udp:127.0.0.1:${agent.port}`;
}

describe('fangzhou poll', () => {
  it.each(['127.0.0.1', '::1'] as const)('asks in v1, v2c and v3 at %s', async (host) => {
    const versions = [
      [await agentAt(host), 'v3', ...good],
      [await agentAt(host, { version: 'v2c', community: 'old' }), 'v2c', '-c', 'old'],
      [await agentAt(host, { version: 'v1', community: 'old' }), 'v1', '-c', 'old', '--version', 'v1'],
    ] as const;
    for (const [target, version, ...args] of versions) {
      const { code, out } = await poll(target, '--json', ...args);
      expect(JSON.parse(out)).toMatchObject({
        version,
        outcome: 'answered',
        isWhole: true,
        identity: { sysUpTimeTicks: 42 },
      });
      expect(code).toBe(0);
    }
  });

  it.each([
    ['unknown-user', ['-u', 'nobody']],
    ['wrong-digest', ['-A', 'other-password']],
    ['decryption-error', ['-X', 'other-password']],
    ['unsupported-security-level', ['-l', 'authNoPriv']],
    ['unknown-context', ['-n', 'nowhere']],
  ])('says %s in both languages, with what to do, and no secret', async (reason, wrong) => {
    const target = await agentAt('127.0.0.1');
    for (const language of ['zh-CN', 'en'] as const) {
      const { code, out, err } = await poll(target, ...good, ...wrong, '--lang', language);
      expect(code).toBe(1);
      expect(out).toContain(collectorTexts[language][`collector.fault.${reason}`]);
      expect(out).toContain(collectorTexts[language][`collector.remedy.${reason}`]);
      expect(out + err).not.toMatch(/-password/);
    }
  });

  it('names the table of each route, as two generations tell the same one, and once each that is not offered', async () => {
    const [old, newer] = ['1.3.6.1.2.1.4.21.1', '1.3.6.1.2.1.4.24.4.1'];
    const index = '10.1.0.0.255.255.0.0.0.10.9.9.1';
    const view = viewOf([
      { oid: '1.3.6.1.2.1.1.3.0', value: timeTicks(42) },
      { oid: `${old}.1.10.1.0.0`, value: ipAddress('10.1.0.0') },
      { oid: `${old}.2.10.1.0.0`, value: integer(3) },
      { oid: `${old}.7.10.1.0.0`, value: ipAddress('10.9.9.1') },
      { oid: `${old}.11.10.1.0.0`, value: ipAddress('255.255.0.0') },
      { oid: `${newer}.1.${index}`, value: ipAddress('10.1.0.0') },
      { oid: `${newer}.2.${index}`, value: ipAddress('255.255.0.0') },
      { oid: `${newer}.4.${index}`, value: ipAddress('10.9.9.1') },
      { oid: `${newer}.5.${index}`, value: integer(3) },
    ]);
    const agent = await startAgent({ view, credentials: [{ version: 'v2c', community: 'public' }] });
    cleanUps.push(() => agent.stop());
    const { code, out } = await poll(`127.0.0.1:${agent.port}`, '--lang', 'en');
    expect(code).toBe(0);
    expect(out).toMatch(/^10\.1\.0\.0 .*10\.9\.9\.1 .*ipRouteTable$/m);
    expect(out).toMatch(/^10\.1\.0\.0 .*10\.9\.9\.1 .*ipCidrRouteTable$/m);
    const offered = /^not offered by the device: (.*)$/m.exec(out)?.[1]?.split(', ') ?? [];
    expect(offered).toContain('hrStorageTable');
    expect(new Set(offered).size).toBe(offered.length);
  });

  it('does not call the document of a silent device whole', async () => {
    const view = viewOf([]);
    const agent = await startAgent({ view, credentials: [credential], behaviour: { silent: true } });
    cleanUps.push(() => agent.stop());
    const { code, out } = await poll(`127.0.0.1:${agent.port}`, ...good, '--json');
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ outcome: 'silent', isWhole: false, isStopped: false });
  });

  it('stays alive under any bytes: what is wrong is a counted, named line of its document', async () => {
    let body = Buffer.alloc(0);
    const agent = await startUglyAgent(({ id, reply }) => {
      reply(Buffer.from('garbage'));
      reply(tlv(0x30, tlv(2, [1]), tlv(4, Buffer.from('public')), tlv(0xa2, berInteger(id), body)));
    });
    cleanUps.push(() => agent.stop());
    // Never the beginning of a whole answer, so that the command ends at its first request.
    const bytes = fc.uint8Array({ maxLength: 40 }).filter(([first]) => first !== 2);
    await fc.assert(
      fc.asyncProperty(bytes, async (next) => {
        body = Buffer.from(next);
        const { code, out, err } = await poll(`127.0.0.1:${agent.port}`, '--json');
        const told: OneShot = JSON.parse(out);
        expect({ code, err, outcome: told.outcome }).toEqual({ code: 1, err: '', outcome: 'refused' });
        expect(told.missing).toContainEqual(
          expect.objectContaining({
            reason: 'malformed',
            part: 'session',
            detail: 'a datagram that is no SNMP message',
          }),
        );
        expect(told.missing).toContainEqual(expect.objectContaining({ reason: 'malformed', part: 'system' }));
      }),
      { numRuns: 60 },
    );
  });
});
