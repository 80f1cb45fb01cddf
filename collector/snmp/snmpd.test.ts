import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../core/index.ts';
import type { SnmpCredential } from '../../inventory/index.ts';
import { suiteNeeding, toolPath } from '../../test/needs.ts';
import { pollTarget } from './one-shot/poll-target.ts';
import { pollDevice } from './poll-device.ts';
import { openSession } from './session.ts';
import { sessionKinds } from './session-kinds.fake.ts';
import { openWireTransport } from './wire/transport.ts';
import { openWireSession } from './wire/wire-session.ts';

type V3 = Extract<SnmpCredential, { version: 'v3' }>;
const transport = openWireTransport({ clock: systemClock });
const keys = { authKey: 'auth-password', privKey: 'priv-password' };

function v3(user: string, authProtocol: V3['authProtocol'], change: Partial<V3> = {}): V3 {
  return { version: 'v3', user, level: 'authPriv', authProtocol, privProtocol: 'aes', context: '', ...keys, ...change };
}

suiteNeeding(['snmpd'], "Debian's snmpd", () => {
  const folder = mkdtempSync(join(tmpdir(), 'fangzhou-snmpd-'));
  let daemon: ChildProcess;
  let port: number;

  async function freePort(): Promise<number> {
    const socket = createSocket('udp4');
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
    const { port: free } = socket.address();
    await new Promise<void>((resolve) => socket.close(() => resolve()));
    return free;
  }

  async function start(): Promise<void> {
    daemon = spawn(toolPath('snmpd'), ['-f', '-Lf', join(folder, 'log'), '-I', '-smux'], {
      env: {
        ...process.env,
        SNMPCONFPATH: `${folder}:${join(folder, 'persistent')}`,
        SNMP_PERSISTENT_DIR: join(folder, 'persistent'),
      },
      stdio: 'ignore',
    });
    const session = openSession({
      target: target(),
      credential: { version: 'v2c', community: 'public' },
      clock: systemClock,
      timeoutMs: 250,
      retries: 0,
    });
    let up = false;
    for (let i = 0; i < 60 && !up; i++) up = (await session.get('system', ['1.3.6.1.2.1.1.3.0'])).ok;
    session.close();
    if (!up) throw new Error('snmpd did not answer within 15 s');
  }

  async function stop(): Promise<void> {
    const ended = new Promise<void>((resolve) => daemon.once('exit', () => resolve()));
    daemon.kill('SIGTERM');
    await ended;
  }

  const target = () => ({ transport: 'udp4', host: '127.0.0.1', port }) as const;

  beforeAll(async () => {
    port = await freePort();
    // Where the daemon keeps its engine id and boots from one start to the next.
    mkdirSync(join(folder, 'persistent'));
    const users = (['SHA', 'SHA-256', 'MD5', 'SHA-224', 'SHA-384', 'SHA-512'] as const).map((auth) => {
      const name = auth.replace('-', '').toLowerCase();
      const priv = auth === 'MD5' ? 'DES' : 'AES';
      return `createUser ${name} ${auth} "${keys.authKey}" ${priv} "${keys.privKey}"\nrouser ${name} priv`;
    });
    users.push(`createUser digest SHA "${keys.authKey}"\nrouser digest auth`, 'createUser clear\nrouser clear noauth');
    writeFileSync(
      join(folder, 'snmpd.conf'),
      [`agentAddress udp:127.0.0.1:${port}`, 'rocommunity public', 'sysLocation 镇财政所', ...users, ''].join('\n'),
    );
    await start();
  });

  afterAll(async () => {
    await stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const good: readonly (readonly [string, SnmpCredential])[] = [
    ['v2c', { version: 'v2c', community: 'public' }],
    ['v3 with SHA and AES-128', v3('sha', 'sha')],
    ['v3 with SHA-256 and AES-128', v3('sha256', 'sha256')],
  ];

  // DES only here: net-snmp asks OpenSSL 3 for a cipher that is no longer among its usual ones.
  const protocols: readonly (readonly [string, SnmpCredential])[] = [
    ['MD5 and DES', v3('md5', 'md5', { privProtocol: 'des' })],
    ['SHA-224 and AES-128', v3('sha224', 'sha224')],
    ['SHA-384 and AES-128', v3('sha384', 'sha384')],
    ['SHA-512 and AES-128', v3('sha512', 'sha512')],
    ['SHA without privacy', v3('digest', 'sha', { level: 'authNoPriv' })],
    ['neither', v3('clear', 'sha', { level: 'noAuthNoPriv' })],
  ];

  describe.each(sessionKinds)('%s', (_, open) => {
    it.each(good)('is polled over %s: identity, interfaces and host load', async (_, credential) => {
      const session = open({ target: target(), credential, clock: systemClock });
      const first = await pollDevice({ session, clock: systemClock, deviceId: 'H1', kind: 'host' });
      const second = await pollDevice({ session, clock: systemClock, deviceId: 'H1', kind: 'host' });
      session.close();
      for (const said of [first, second]) {
        expect(said).toMatchObject({ outcome: 'answered', identity: { sysLocation: '镇财政所' } });
        expect(said.identity?.sysObjectID).toMatch(/^1\.3\.6\.1\.4\.1\.8072\./);
        expect(typeof said.identity?.engineBoots).toBe(credential.version === 'v3' ? 'number' : 'undefined');
        expect(said.interfaces?.find(({ name }) => name === 'lo')).toMatchObject({
          operStatus: 'up',
          counters: { inOctets: { bits: 64 } },
        });
        expect(said.host?.memoryTotalBytes).toBeGreaterThan(0);
      }
      expect(second.requests).toBeLessThanOrEqual(6);
    });

    const refused: readonly (readonly [string, SnmpCredential, string])[] = [
      ['an unknown user', v3('nobody', 'sha'), 'unknown-user'],
      ['a wrong password', v3('sha', 'sha', { authKey: 'other-password' }), 'wrong-digest'],
      ['too low a level', v3('sha', 'sha', { level: 'authNoPriv' }), 'authorization-error'],
    ];

    it.each(refused)('refuses %s, and the poll says so', async (_, credential, reason) => {
      const session = open({ target: target(), credential, clock: systemClock, timeoutMs: 500, retries: 0 });
      const said = await pollDevice({ session, clock: systemClock, deviceId: 'H1', kind: 'switch' });
      session.close();
      expect(said).toMatchObject({ outcome: 'refused', faults: [{ reason, part: 'system' }] });
      expect(JSON.stringify(said)).not.toContain('-password');
    });

    it('restarts between two polls: the session finds it again by itself, with more boots', async () => {
      const session = open({ target: target(), credential: v3('sha', 'sha'), clock: systemClock });
      const before = await pollDevice({ session, clock: systemClock, deviceId: 'H1', kind: 'switch' });
      await stop();
      await start();
      const after = await pollDevice({ session, clock: systemClock, deviceId: 'H1', kind: 'switch' });
      session.close();
      expect(after.outcome).toBe('answered');
      expect(after.identity?.engineBoots).toBeGreaterThan(before.identity?.engineBoots ?? Number.NaN);
    });
  });

  it.each(protocols)('is asked over the wire path in v3 with %s', async (_, credential) => {
    const session = openWireSession({ transport, target: target(), credential, clock: systemClock });
    const result = await session.getBulk('system', ['1.3.6.1.2.1.1'], 20);
    session.close();
    expect(result.ok && result.varbinds.find(({ oid }) => oid === '1.3.6.1.2.1.1.6.0')?.value).toEqual(
      Buffer.from('镇财政所'),
    );
  });

  it('tells everything once, as one JSON document', async () => {
    const said = await pollTarget({ target: target(), credential: v3('sha256', 'sha256'), clock: systemClock });
    expect(said.identity?.sysObjectID).toMatch(/^1\.3\.6\.1/);
    expect(said.interfaces.some((row) => row.ifName === 'lo' && row.ifOperStatus === 'up')).toBe(true);
    expect(said.addresses).toContainEqual(expect.objectContaining({ address: '127.0.0.1' }));
    expect(said.host).not.toBeNull();
    expect(JSON.parse(JSON.stringify(said))).toMatchObject({ version: 'v3', bridge: [], lldp: [] });
  });
});
