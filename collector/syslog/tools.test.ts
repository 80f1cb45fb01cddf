import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { TlsMaterial } from '../../inventory/index.ts';
import { suiteNeeding, toolPath } from '../../test/needs.ts';
import { listenUdp } from '../receive/udp-listener.ts';
import { readSyslog } from './read-syslog.ts';
import { listenStream, type StreamEvents } from './stream-listener.ts';
import type { SyslogReading } from './syslog-message.ts';

const readings: SyslogReading[] = [];
const refused: string[] = [];
const details: string[] = [];
const events: StreamEvents = {
  admits: () => true,
  frame: (frame) =>
    void (frame.kind === 'message' ? readings.push(readSyslog(frame.octets)) : refused.push(frame.fault)),
  refused: (_, reason, detail) => {
    refused.push(reason);
    details.push(detail);
  },
};
let close = async (): Promise<void> => {};
afterEach(async () => {
  await close();
  readings.length = 0;
  refused.length = 0;
  details.length = 0;
});

const texts = () => readings.map(({ message }) => message?.text);
/** Runs a tool with this input to its end, or until it is not needed any more. */
function run(tool: string, args: readonly string[], input = '') {
  const child = spawn(toolPath(tool), args, { stdio: ['pipe', 'ignore', 'ignore'] });
  // A server that closes the connection while the tool still writes is what some of these tests are about.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  return new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
}

suiteNeeding(['logger'], "util-linux' logger", () => {
  it.each([['--rfc5424'], ['--rfc3164']])('sends %s over UDP', async (format) => {
    const listener = await listenUdp(
      { host: '127.0.0.1', port: 0 },
      (octets) => void readings.push(readSyslog(octets)),
    );
    close = () => listener.close();
    const to = ['-n', '127.0.0.1', '-P', String(listener.port), '-d'];
    expect(await run('logger', [...to, format, '-p', 'local3.err', '-t', 'ifmgr', '光纤 F23 断开'])).toBe(0);
    await expect.poll(() => readings).toHaveLength(1);
    expect(readings[0]).toMatchObject({
      ok: true,
      message: {
        format: format === '--rfc5424' ? 'rfc5424' : 'bsd',
        facility: 'local3',
        severity: 'error',
        app: 'ifmgr',
        text: '光纤 F23 断开',
      },
    });
    expect(readings[0]?.message?.host).toBeTruthy();
    expect(readings[0]?.message?.sentAt).toBeTruthy();
  });

  it.each([[[]], [['--octet-count']]])('sends over TCP with %j', async (framing) => {
    const listener = await listenStream({ host: '127.0.0.1', port: 0 }, events);
    close = () => listener.close();
    const to = ['-n', '127.0.0.1', '-P', String(listener.port), '-T', ...framing];
    expect(await run('logger', [...to, '-t', 'app'], 'first\nsecond\nthird\n')).toBe(0);
    await expect.poll(texts).toEqual(['first', 'second', 'third']);
    await expect.poll(() => listener.connections).toBe(0);
  });
});

suiteNeeding(['openssl'], "openssl's s_client", () => {
  const folder = mkdtempSync(join(tmpdir(), 'fangzhou-tls-'));
  const certificateOf = (name: string): TlsMaterial => {
    const [key, certificate] = [join(folder, `${name}.key`), join(folder, `${name}.pem`)];
    const options = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
    const made = spawnSync(toolPath('openssl'), [
      'req',
      ...options,
      '-subj',
      `/CN=${name}`,
      '-keyout',
      key,
      '-out',
      certificate,
    ]);
    expect(made.status, String(made.stderr)).toBe(0);
    return {
      certificate: readFileSync(certificate, 'utf8'),
      key: readFileSync(key, 'utf8'),
      clientAuthority: undefined,
    };
  };
  let server: TlsMaterial;
  let device: TlsMaterial;
  beforeAll(() => {
    server = certificateOf('server');
    device = certificateOf('device');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const hello = '17 <189>first of TLS18 <189>second of TLS';
  const connect = (port: number, ...more: readonly string[]) =>
    run('openssl', ['s_client', '-quiet', '-no_ign_eof', '-connect', `127.0.0.1:${port}`, ...more], hello);

  it('sends with octet counting over TLS', async () => {
    const listener = await listenStream({ host: '127.0.0.1', port: 0 }, events, server);
    close = () => listener.close();
    await connect(listener.port, '-CAfile', join(folder, 'server.pem'), '-verify_return_error');
    await expect.poll(texts).toEqual(['first of TLS', 'second of TLS']);
    expect(refused).toEqual([]);
  });

  it('is refused without a certificate of the authority, and heard with one', async () => {
    const listener = await listenStream({ host: '127.0.0.1', port: 0 }, events, {
      ...server,
      clientAuthority: device.certificate,
    });
    close = () => listener.close();
    await connect(listener.port);
    await expect.poll(() => refused).toEqual(['tls-failure']);
    expect(readings).toEqual([]);
    await connect(listener.port, '-cert', join(folder, 'device.pem'), '-key', join(folder, 'device.key'));
    await expect.poll(texts).toEqual(['first of TLS', 'second of TLS']);
  });

  it('that speaks in clear is named, and nothing else suffers', async () => {
    const listener = await listenStream({ host: '127.0.0.1', port: 0 }, events, server);
    close = () => listener.close();
    await fetch(`http://127.0.0.1:${listener.port}/`).catch(() => undefined);
    await expect.poll(() => refused).toEqual(['tls-failure']);
    expect(details).toEqual(['http request']);
    await connect(listener.port);
    await expect.poll(texts).toEqual(['first of TLS', 'second of TLS']);
  });
});
