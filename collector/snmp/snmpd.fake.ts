import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../core/index.ts';
import type { SnmpCredential } from '../../inventory/index.ts';
import { toolPath } from '../../test/needs.ts';
import { openSession } from './session.ts';
import type { SnmpTarget } from './target.ts';

/** Debian's snmpd on a free port of 127.0.0.1 and ::1; not a fake, but for tests alone. */
export interface Snmpd {
  readonly v4: SnmpTarget;
  readonly v6: SnmpTarget;
  /** Stops it and starts it again: its engine has booted once more. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

type V3 = Extract<SnmpCredential, { version: 'v3' }>;

/** Net-SNMP's words for our protocols. */
const netSnmpAuth: Readonly<Record<V3['authProtocol'], string>> = {
  md5: 'MD5',
  sha: 'SHA',
  sha224: 'SHA-224',
  sha256: 'SHA-256',
  sha384: 'SHA-384',
  sha512: 'SHA-512',
};
const netSnmpPriv: Readonly<Record<V3['privProtocol'], string>> = {
  des: 'DES',
  aes: 'AES',
  aes192b: 'AES-192',
  aes192r: 'AES-192-C',
  aes256b: 'AES-256',
  aes256r: 'AES-256-C',
};

/** The lines of snmpd.conf that make a user. */
export function userLines({ user, level, authProtocol, authKey, privProtocol, privKey }: V3): string {
  const auth = level === 'noAuthNoPriv' ? '' : ` ${netSnmpAuth[authProtocol]} "${authKey}"`;
  const priv = level === 'authPriv' ? ` ${netSnmpPriv[privProtocol]} "${privKey}"` : '';
  const access = { noAuthNoPriv: 'noauth', authNoPriv: 'auth', authPriv: 'priv' }[level];
  return `createUser ${user}${auth}${priv}\nrouser ${user} ${access}`;
}

/** The arguments by which Net-SNMP's tools ask with a credential. */
export function toolArguments(credential: SnmpCredential): readonly string[] {
  if (credential.version !== 'v3') return [`-${credential.version}`, '-c', credential.community];
  const { user, level, authProtocol, authKey, privProtocol, privKey, context } = credential;
  const auth = level === 'noAuthNoPriv' ? [] : ['-a', netSnmpAuth[authProtocol], '-A', authKey];
  const priv = level === 'authPriv' ? ['-x', netSnmpPriv[privProtocol], '-X', privKey] : [];
  return ['-v3', '-u', user, '-l', level, ...auth, ...priv, ...(context === '' ? [] : ['-n', context])];
}

async function freePort(): Promise<number> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const { port } = socket.address();
  await new Promise<void>((resolve) => socket.close(() => resolve()));
  return port;
}

/** Starts it with these lines of snmpd.conf; the community `public` may read everything. Rejects when it does not answer. */
export async function startSnmpd(lines: readonly string[]): Promise<Snmpd> {
  const folder = mkdtempSync(join(tmpdir(), 'fangzhou-snmpd-'));
  const port = await freePort();
  // Where the daemon keeps its engine id and boots from one start to the next.
  const persistent = join(folder, 'persistent');
  mkdirSync(persistent);
  const head = [`agentAddress udp:127.0.0.1:${port},udp6:[::1]:${port}`, 'rocommunity public', 'rocommunity6 public'];
  writeFileSync(join(folder, 'snmpd.conf'), [...head, ...lines, ''].join('\n'));
  const v4 = { transport: 'udp4', host: '127.0.0.1', port } as const;
  let daemon: ChildProcess | undefined;

  async function start(): Promise<void> {
    daemon = spawn(toolPath('snmpd'), ['-f', '-Lf', join(folder, 'log'), '-I', '-smux'], {
      env: { ...process.env, SNMPCONFPATH: `${folder}:${persistent}`, SNMP_PERSISTENT_DIR: persistent },
      stdio: 'ignore',
    });
    const session = openSession({
      target: v4,
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

  async function halt(): Promise<void> {
    const running = daemon;
    if (running === undefined || running.exitCode !== null) return;
    const ended = new Promise<void>((resolve) => running.once('exit', () => resolve()));
    running.kill('SIGTERM');
    await ended;
  }

  await start();
  return {
    v4,
    v6: { transport: 'udp6', host: '::1', port },
    async restart() {
      await halt();
      await start();
    },
    async stop() {
      await halt();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
