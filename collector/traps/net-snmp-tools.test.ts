import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemClock } from '../../core/index.ts';
import type { SnmpCredential } from '../../inventory/index.ts';
import { suiteNeeding, toolPath } from '../../test/needs.ts';
import { listenUdp, type UdpListener } from '../receive/udp-listener.ts';
import { createLocalEngine } from './local-engine.ts';
import type { TrapReading } from './trap.ts';
import { createTrapReader } from './trap-reader.ts';
import type { V3Credential } from './v3-credential.ts';

const authKey = 'auth-key-of-test';
const privKey = 'priv-key-of-test';
const user = (name: string, rest: Partial<V3Credential>): V3Credential => ({
  version: 'v3',
  user: name,
  level: 'authPriv',
  authProtocol: 'sha',
  authKey,
  privProtocol: 'aes',
  privKey,
  context: '',
  ...rest,
});
/** Each user with the words of Net-SNMP's tools for the same. */
const users: readonly (readonly [V3Credential, readonly string[]])[] = [
  [user('open', { level: 'noAuthNoPriv' }), []],
  [user('md5', { level: 'authNoPriv', authProtocol: 'md5' }), ['-a', 'MD5', '-A', authKey]],
  [user('sha', { level: 'authNoPriv' }), ['-a', 'SHA', '-A', authKey]],
  [user('sha-aes', {}), ['-a', 'SHA', '-A', authKey, '-x', 'AES', '-X', privKey]],
  [user('sha-des', { privProtocol: 'des' }), ['-a', 'SHA', '-A', authKey, '-x', 'DES', '-X', privKey]],
  [user('sha256-aes', { authProtocol: 'sha256' }), ['-a', 'SHA-256', '-A', authKey, '-x', 'AES', '-X', privKey]],
  [user('sha512-aes', { authProtocol: 'sha512' }), ['-a', 'SHA-512', '-A', authKey, '-x', 'AES', '-X', privKey]],
];
const credentials: readonly SnmpCredential[] = [
  { version: 'v2c', community: 'sesame' },
  ...users.map(([each]) => each),
];

suiteNeeding(['snmptrap', 'snmpinform'], "Debian's snmptrap and snmpinform", () => {
  const folder = mkdtempSync(join(tmpdir(), 'fangzhou-traps-'));
  const readings: TrapReading[] = [];
  let listener: UdpListener;

  beforeAll(async () => {
    const reader = createTrapReader({
      engine: createLocalEngine({ clock: systemClock, boots: 7 }),
      clock: systemClock,
    });
    listener = await listenUdp({ host: '127.0.0.1', port: 0 }, (datagram, from) => {
      const reading = reader.read(datagram, credentials);
      readings.push(reading);
      if ('reply' in reading && reading.reply !== undefined) listener.send(reading.reply, from);
    });
  });
  afterAll(async () => {
    await listener.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Runs the tool to its end; it writes its boots where only this test sees them. */
  function run(tool: 'snmptrap' | 'snmpinform', args: readonly string[], what: readonly string[]) {
    readings.length = 0;
    const target = `udp:127.0.0.1:${listener.port}`;
    const child = spawn(toolPath(tool), ['-r', '1', '-t', '5', ...args, target, ...what], {
      env: { ...process.env, SNMP_PERSISTENT_DIR: folder, MIBS: '' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let err = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text;
    });
    return new Promise<{ readonly code: number | null; readonly err: string }>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => resolve({ code, err }));
    });
  }

  const heard = () => expect.poll(() => readings.filter(({ kind }) => kind !== 'discovery')).toHaveLength;
  const linkDown = [
    '123',
    '1.3.6.1.6.3.1.1.5.3',
    '1.3.6.1.2.1.2.2.1.1.7',
    'i',
    '7',
    '1.3.6.1.2.1.31.1.1.1.1.7',
    's',
    'ge-7',
  ];
  const trap = {
    oid: '1.3.6.1.6.3.1.1.5.3',
    upTimeTicks: 123,
    varbinds: [
      { oid: '1.3.6.1.2.1.2.2.1.1.7', type: 'integer', value: 7 },
      { oid: '1.3.6.1.2.1.31.1.1.1.1.7', type: 'octets', value: Buffer.from('ge-7') },
    ],
  };

  it('sends a v1 trap that is read whole', async () => {
    const enterprise = ['1.3.6.1.4.1.2011', '10.1.1.1', '6', '17', '123', '1.3.6.1.2.1.1.5.0', 's', '金坛'];
    await run('snmptrap', ['-v1', '-c', 'sesame'], enterprise);
    await heard()(1);
    expect(readings[0]).toMatchObject({
      kind: 'trap',
      trap: {
        version: 'v1',
        oid: '1.3.6.1.4.1.2011.0.17',
        agentAddress: '10.1.1.1',
        varbinds: [{ type: 'octets', value: Buffer.from('金坛') }],
      },
    });
  });

  it('sends every type of value', async () => {
    const values = ['o', 't', 'u', 'c', 'C', 'x', 'a'].map((type, index) => [`1.3.6.1.4.1.1.${index}`, type]);
    const texts = ['1.3.6.1.4', '4294967295', '4000000000', '4294967295', '18446744073709551615', '00ff', '10.1.2.3'];
    const words = values.flatMap((pair, index) => [...pair, texts[index] ?? '']);
    await run('snmptrap', ['-v2c', '-c', 'sesame'], ['1', '1.3.6.1.4.1.1', ...words]);
    await heard()(1);
    const [reading] = readings;
    const got = reading?.kind === 'trap' ? reading.trap.varbinds.map(({ type, value }) => [type, value]) : reading;
    expect(got).toEqual([
      ['oid', '1.3.6.1.4'],
      ['timeTicks', 4_294_967_295],
      ['gauge32', 4_000_000_000],
      ['counter32', 4_294_967_295],
      ['counter64', 18_446_744_073_709_551_615n],
      ['octets', Buffer.from([0x00, 0xff])],
      ['ipAddress', '10.1.2.3'],
    ]);
  });

  it.each(['trap', 'inform'] as const)('sends a v2c %s; the inform gets its answer', async (kind) => {
    const { code, err } = await run(`snmp${kind}`, ['-v2c', '-c', 'sesame'], linkDown);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    await heard()(1);
    expect(readings[0]).toMatchObject({ kind: 'trap', trap: { version: 'v2c', kind, ...trap } });
  });

  it.each(users.map(([each, words]) => [each.user, each.level, words] as const))(
    'sends v3 traps and informs as %s at %s; the informs get their answer',
    async (name, level, words) => {
      const who = ['-v3', '-u', name, '-l', level, ...words];
      const engineId = `0x80000000${Buffer.from(name).toString('hex')}`;
      await run('snmptrap', [...who, '-e', engineId], linkDown);
      await heard()(1);
      expect(readings[0]).toMatchObject({ kind: 'trap', trap: { version: 'v3', kind: 'trap', ...trap } });
      const { code, err } = await run('snmpinform', who, linkDown);
      expect({ code, err }).toEqual({ code: 0, err: '' });
      const informs = readings.filter(({ kind }) => kind === 'trap');
      expect(informs).toHaveLength(1);
      expect(informs[0]).toMatchObject({ trap: { version: 'v3', kind: 'inform', ...trap } });
    },
  );

  it.each([
    [
      'nobody',
      'authPriv',
      ['-a', 'SHA', '-A', authKey, '-x', 'AES', '-X', privKey],
      'unknown-user',
      /Unknown user name/,
    ],
    [
      'sha-aes',
      'authPriv',
      ['-a', 'SHA', '-A', 'another-key', '-x', 'AES', '-X', privKey],
      'wrong-digest',
      /Authentication failure/,
    ],
    [
      'sha-aes',
      'authPriv',
      ['-a', 'SHA', '-A', authKey, '-x', 'AES', '-X', 'another-key'],
      'decryption-error',
      /Decryption error/,
    ],
    ['sha-aes', 'authNoPriv', ['-a', 'SHA', '-A', authKey], 'unsupported-security-level', /Unsupported security level/],
  ] as const)('is told why its inform as %s at %s is refused (%j): %s', async (name, level, words, reason, said) => {
    const { code, err } = await run('snmpinform', ['-v3', '-u', name, '-l', level, ...words], linkDown);
    expect(code).not.toBe(0);
    expect(err).toMatch(said);
    expect(readings.at(-1)).toMatchObject({ kind: 'bad', bad: { version: 'v3', reason } });
  });

  it('gets no answer to an inform with another community', async () => {
    const { code, err } = await run('snmpinform', ['-r', '0', '-t', '1', '-v2c', '-c', 'sesam'], linkDown);
    expect(code).not.toBe(0);
    expect(err).toMatch(/Timeout/);
    expect(readings.length).toBeGreaterThan(0);
    for (const reading of readings) expect(reading).toMatchObject({ bad: { reason: 'wrong-community' } });
  });
});
