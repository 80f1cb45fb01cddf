import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { suiteNeeding } from '../../test/needs.ts';
import { tlsMistake } from './tls-mistake.ts';

suiteNeeding(['openssl'], 'a certificate and a key', () => {
  let folder: string;
  let certificate: string;
  let key: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'fangzhou-tls-'));
    const [keyFile, file] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
    const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', '/CN=syslog'];
    execFileSync('openssl', ['req', '-x509', ...curve, '-keyout', keyFile, '-out', file], { stdio: 'ignore' });
    [certificate, key] = [readFileSync(file, 'utf8'), readFileSync(keyFile, 'utf8')];
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const look = (change: Partial<Parameters<typeof tlsMistake>[0]>) =>
    tlsMistake({ certificate, key, clientAuthority: undefined, ...change });

  it('that belong together have no mistake', () => {
    expect(look({})).toBeUndefined();
    expect(look({ clientAuthority: certificate })).toBeUndefined();
  });

  it('are told apart in what is wrong with them', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const pem = { type: 'pkcs8', format: 'pem' } as const;
    const locked = { ...pem, cipher: 'aes-128-cbc', passphrase: 'words' } as const;
    expect(look({ certificate: key })).toBe('no-certificate');
    expect(look({ certificate: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----' })).toBe(
      'no-certificate',
    );
    expect(look({ key: certificate })).toBe('no-key');
    expect(look({ key: privateKey.export(locked).toString() })).toBe('encrypted-key');
    expect(look({ key: privateKey.export(pem).toString() })).toBe('other-key');
    expect(look({ clientAuthority: 'nobody' })).toBe('no-authority');
  });
});
