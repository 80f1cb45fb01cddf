import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { suiteNeeding } from '../../../test/needs.ts';
import { manifestOf } from './manifest.ts';

const script = join(import.meta.dirname, '..', '..', '..', 'scripts', 'pair-manifest.sh');

suiteNeeding(['openssl', 'sha256sum'], 'scripts/pair-manifest.sh', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'manifest-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function items(...args: readonly string[]): Readonly<Record<string, string>> {
    const text = execFileSync('sh', [script, ...args], { encoding: 'utf8' });
    const answer = manifestOf(text, 0);
    if (answer.outcome !== 'answered') throw new Error('not answered');
    return answer.facts.items;
  }
  const failure = (...args: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync('sh', [script, ...args], { encoding: 'utf8' });
    return { status, stdout, stderr };
  };
  const hash = (text: string) => `sha256:${createHash('sha256').update(text).digest('hex')}`;
  const put = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };

  test('hashes files, and leaves out the lines that may differ', () => {
    const file = put('keepalived.conf', 'priority 100\nvirtual_router_id 51\n');
    expect(items('-f', file)).toEqual({ [`file ${file}`]: hash('priority 100\nvirtual_router_id 51\n') });
    expect(items('-i', '^ *priority', '-f', file)).toEqual({ [`file ${file}`]: hash('virtual_router_id 51\n') });
    expect(items('-i', 'r', '-f', file)).toEqual({ [`file ${file}`]: hash('') });
  });

  test('names that need it are escaped, and what is not there is absent', () => {
    const file = put('a "b" \\c', 'x');
    expect(items('-f', file, '-f', '/nothing/here')).toEqual({
      [`file ${file}`]: hash('x'),
      'file /nothing/here': 'absent',
    });
  });

  test('tells versions of packages and the end of a certificate', () => {
    const certificate = join(folder, 'tls.pem');
    const key = [
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:prime256v1',
      '-nodes',
      '-keyout',
      join(folder, 'tls.key'),
    ];
    execFileSync('openssl', ['req', '-x509', ...key, '-out', certificate, '-subj', '/CN=x', '-days', '2'], {
      stdio: 'ignore',
    });
    const told = items('-p', 'bash', '-p', 'no-such-package', '-c', certificate);
    expect(told['package bash']).toMatch(/^\d/);
    expect(told['package no-such-package']).toBe('absent');
    expect(Date.parse(told[`certificate ${certificate}`] ?? '')).toBeGreaterThan(Date.now());
  });

  test('hashes the crontab of a user', () => {
    put('crontab', '#!/bin/sh\n[ "$3" = dbadmin ] && echo "0 3 * * * backup" || exit 1\n');
    chmodSync(join(folder, 'crontab'), 0o755);
    const env = { ...process.env, PATH: `${folder}:${process.env.PATH}` };
    const text = execFileSync('sh', [script, '-t', 'dbadmin', '-t', 'nobody'], { encoding: 'utf8', env });
    expect(JSON.parse(text).items).toEqual({ 'crontab dbadmin': hash('0 3 * * * backup\n'), 'crontab nobody': 'none' });
  });

  test('tells what lets somebody write by SNMP, in the words of the file and never its secrets', () => {
    const closed = put(
      'closed.conf',
      '# rwcommunity private\nrocommunity public\naccess ro "" any noauth exact all none none\n',
    );
    const open = put(
      'open.conf',
      'RWCommunity private 10.0.0.0/8\n  rwuser admin priv\naccess rw "" any auth exact all all none\n',
    );
    const told = items('-w', closed, '-w', open, '-w', '/nothing/here');
    expect(told[`snmp write ${closed}`]).toBe('none');
    expect(told[`snmp write ${open}`]?.split(', ').sort()).toEqual(['access', 'rwcommunity', 'rwuser']);
    expect(told['snmp write /nothing/here']).toBe('absent');
    expect(JSON.stringify(told)).not.toMatch(/private|admin/);
  });

  test('prints nothing at all when a part cannot be told', () => {
    const file = put('some', 'x');
    const bad = put('bad.pem', 'no certificate');
    expect(failure('-f', file, '-c', bad)).toMatchObject({
      status: 1,
      stdout: '',
      stderr: expect.stringContaining(bad),
    });
    expect(failure('-f', file, '-f', folder)).toMatchObject({ status: 1, stdout: '' });
    expect(failure('-i', '(', '-f', file)).toMatchObject({ status: 1, stdout: '' });
    expect(failure()).toMatchObject({ status: 2, stdout: '' });
    expect(failure('-z')).toMatchObject({ status: 2, stdout: '' });
  });
});
