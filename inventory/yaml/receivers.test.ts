import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { suiteNeeding, toolPath } from '../../test/needs.ts';
import { cityFolder, referenceEnv, referenceText } from '../city.fake.ts';
import { loadInventory } from '../index.ts';
import { parseListenAddress } from './listen-address.ts';

/** The reference settings with these lines at their end: what is read, or the mistakes as `code line:column`. */
async function read(lines: string) {
  const before = await referenceText('fangzhou.yaml');
  const first = before.split('\n').length;
  await using folder = await cityFolder({ 'fangzhou.yaml': `${before}${lines}` });
  const loaded = await loadInventory({ source: folder.path, env: referenceEnv });
  if (loaded.ok) return loaded.value.settings.receivers;
  return loaded.mistakes.map(({ what, line, column }) => {
    const code = what.key.replace(/^inventory\.|\.what$/g, '');
    return `${code} ${line - first + 1}:${column}`;
  });
}

describe('the receivers', () => {
  it('are off until addresses are given', async () => {
    const off = { traps: { listen: [], credentials: [] }, syslog: { listen: [], tls: undefined } };
    expect(await read('')).toEqual(off);
    expect(await read('receivers:\n  traps:\n')).toEqual(off);
  });

  it('are read with several addresses of both families', async () => {
    const lines =
      'receivers:\n  traps:\n    listen: [udp:0.0.0.0:162, "udp:[::]:162"]\n    credentials: v3\n  syslog:\n    listen: tcp:127.0.0.1:0\n';
    expect(await read(lines)).toEqual({
      traps: {
        listen: [
          { transport: 'udp', host: '0.0.0.0', port: 162 },
          { transport: 'udp', host: '::', port: 162 },
        ],
        credentials: ['v3'],
      },
      syslog: { listen: [{ transport: 'tcp', host: '127.0.0.1', port: 0 }], tls: undefined },
    });
  });

  it('are refused with every mistake at its place', async () => {
    const lines = [
      'receivers:',
      '  traps:',
      '    listen: [tcp:0.0.0.0:162, udp:localhost:162, udp:0.0.0.0:1, udp:0.0.0.0:1, 162]',
      '    credentials: [v3, v4]',
      '    comunity: x',
      '  syslog:',
      '    listen: [udp:0.0.0.0:70000, tls:0.0.0.0:6514]',
      '  mail: x',
      '',
    ];
    expect(await read(lines.join('\n'))).toEqual([
      'bad-listen 3:14',
      'bad-listen 3:31',
      'duplicate-listen 3:65',
      'yaml-not-list 3:80',
      'receiver-credential 4:23',
      'yaml-key-unknown 5:5',
      'tls-missing 7:13',
      'bad-listen 7:14',
      'yaml-key-unknown 8:3',
    ]);
  });
});

describe('an address to listen on', () => {
  it.each([
    'udp:1.2.3:1',
    'udp:1.2.3.4',
    'udp:1.2.3.4:',
    'udp:1.2.3.4:01',
    'udp:::1:5',
    'udp::5',
    'UDP',
    '',
    'udp:[::1]:65536',
  ])('is not %j', (text) => {
    expect(parseListenAddress(text, ['udp'])).toBeUndefined();
  });
});

suiteNeeding(['openssl'], 'the TLS of syslog', () => {
  let folder: string;
  const file = (name: string) => join(folder, name);
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fangzhou-pem-'));
    for (const name of ['a', 'b']) {
      const options = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
      const out = ['-subj', `/CN=${name}`, '-keyout', file(`${name}.key`), '-out', file(`${name}.pem`)];
      execFileSync(toolPath('openssl'), ['req', ...options, ...out], { stdio: 'ignore' });
      await chmod(file(`${name}.key`), 0o600);
    }
    await writeFile(file('open.key'), '-----BEGIN PRIVATE KEY-----\n', { mode: 0o644 });
    await writeFile(file('none.pem'), 'no PEM\n');
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const tls = (certificate: string, key: string) =>
    `receivers:\n  syslog:\n    listen: [tls:0.0.0.0:6514]\n    tls:\n      certificate: ${certificate}\n      key: ${key}\n`;

  it('is read from the files that are named', async () => {
    const receivers = await read(tls(`{file: ${file('a.pem')}}`, `{file: ${file('a.key')}}`));
    expect(receivers).toMatchObject({ syslog: { tls: { certificate: expect.stringContaining('BEGIN CERTIFICATE') } } });
  });

  it.each([
    ['of two pairs', 'a.pem', 'b.key', ['tls-pair 5:7']],
    ['that everybody may read the key of', 'a.pem', 'open.key', ['secret-file-open 6:19']],
    ['that is no PEM', 'none.pem', 'a.key', ['pem-form 5:27']],
    ['that is not there', 'c.pem', 'c.key', ['pem-file 5:27', 'pem-file 6:19']],
  ])('is refused when it is one %s', async (_, certificate, key, expected) => {
    expect(await read(tls(`{file: ${file(certificate)}}`, `{file: ${file(key)}}`))).toEqual(expected);
  });

  it('is refused when the key itself is written, and never shows it', async () => {
    expect(await read(tls(`{file: ${file('a.pem')}}`, 'hunter2-hunter2'))).toEqual(['pem-form 6:12']);
  });
});
