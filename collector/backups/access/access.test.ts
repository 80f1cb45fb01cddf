import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeClock } from '../../../core/clock.fake.ts';
import { systemClock } from '../../../core/index.ts';
import type { RepositoryAccess } from '../../../inventory/index.ts';
import { formatVerifierKey, newPrivateKey, readPrivateKey, type Signer, signerOf } from '../../../ledger/index.ts';
import { freePort } from '../../../test/free-port.ts';
import { suiteNeeding, toolPath } from '../../../test/needs.ts';
import { createCatalogueMemory } from '../memory.ts';
import type { CatalogueReading } from '../model.ts';
import { readRepository } from '../read.ts';
import { createFakeRepository } from '../restic/repository.fake.ts';
import { depsOf, killed, removed, settingsOf, toolRun } from '../stage.fake.ts';
import { carry } from './carried.ts';
import { localTools } from './run-tool.ts';

describe('running a tool', () => {
  const run = localTools(systemClock);

  it('gives code and words, the secret on stdin alone, and none of our environment', async () => {
    const script = 'read secret; test "$secret" = hidden && echo got it; echo words >&2; env | grep -c HOME; exit 3';
    const answer = await run({ argv: ['sh', '-c', script], secret: 'hidden' });
    expect(answer).toMatchObject({ ran: true, code: 3, out: 'got it\n0\n', err: 'words\n' });
  });

  it('ends the whole group when time or room is out, or when enough was said', async () => {
    const forever = ['sh', '-c', 'echo begun >&2; sleep 100 & sleep 100'];
    expect(await run({ argv: forever, mostMs: 200 })).toMatchObject({ ran: false, why: 'timed-out' });
    expect(await run({ argv: ['yes'], mostBytes: 10_000 })).toMatchObject({ ran: false, why: 'too-large' });
    expect(await run({ argv: forever, enough: /begun/ })).toMatchObject({ ran: true, code: -1, err: 'begun\n' });
    expect(await run({ argv: ['no-such-tool-here'] })).toMatchObject({ ran: false, why: 'tool-missing' });
  });
});

/** Nine connections, a shell and a tool in each: on a busy machine every one of them takes seconds. */
const withinMs = 90_000;

suiteNeeding(['sshd', 'ssh', 'ssh-keygen', 'restic', 'root'], 'reading a repository over SSH', () => {
  let folder: string;
  let daemon: ChildProcess;
  let access: Extract<RepositoryAccess, { by: 'ssh' }>;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'fangzhou-sshd-'));
    chmodSync(folder, 0o700);
    // The daemon wants a folder for those it has not let in yet.
    mkdirSync('/run/sshd', { recursive: true });
    const port = await freePort();
    for (const name of ['host', 'user'])
      toolRun(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', join(folder, name)]);
    writeFileSync(join(folder, 'authorized'), readFileSync(join(folder, 'user.pub')), { mode: 0o600 });
    writeFileSync(join(folder, 'known'), `[127.0.0.1]:${port} ${readFileSync(join(folder, 'host.pub'), 'utf8')}`);
    const options = {
      Port: port,
      ListenAddress: '127.0.0.1',
      HostKey: join(folder, 'host'),
      AuthorizedKeysFile: join(folder, 'authorized'),
      PasswordAuthentication: 'no',
      KbdInteractiveAuthentication: 'no',
      PermitRootLogin: 'prohibit-password',
      UsePAM: 'no',
      StrictModes: 'no',
      PidFile: 'none',
    };
    writeFileSync(
      join(folder, 'config'),
      Object.entries(options)
        .map(([name, value]) => `${name} ${value}\n`)
        .join(''),
    );
    daemon = spawn(toolPath('sshd'), ['-D', '-e', '-f', join(folder, 'config')], { stdio: 'ignore' });
    const { username: user } = userInfo();
    access = {
      by: 'ssh',
      host: '127.0.0.1',
      port,
      user,
      identityFile: join(folder, 'user'),
      knownHostsFile: join(folder, 'known'),
    };
    const repository = await createFakeRepository(join(folder, 'repo with blanks'), 'correct horse');
    const tree = repository.tree([{ name: 'a.csv', content: Buffer.from('a,b\n'.repeat(300)) }]);
    repository.snapshot({ at: Date.now() - 3_600_000, tree, tags: ['zhixi'] });
    repository.flush();
    await vi.waitFor(async () => expect(await reaches(port)).toBe(true), { timeout: withinMs });
  }, withinMs);
  afterAll(async () => {
    await killed(daemon);
    removed(folder);
  });

  const read = (more: Partial<typeof access> = {}) =>
    readRepository(
      settingsOf('restic', join(folder, 'repo with blanks'), { access: { ...access, ...more } }),
      depsOf(),
    );

  it(
    'runs the same tool there: the same list, check, sizes and space',
    async () => {
      const reading = await read();
      expect(reading).toMatchObject({ listed: true, findings: [], checks: [{ kind: 'structure', ok: true }] });
      expect(reading.snapshots).toMatchObject([{ tags: ['zhixi'], sourceBytes: 1200 }]);
      expect(reading.identity).toMatch(/^[0-9a-f]{64}$/);
      expect(reading.space?.freeBytes).toBeGreaterThan(0);
    },
    withinMs,
  );

  it(
    'asks nobody: an unknown host key, a wrong key and a closed port are unreachable, with the reason',
    async () => {
      writeFileSync(join(folder, 'nobody'), '');
      const stranger = await read({ knownHostsFile: join(folder, 'nobody') });
      expect(stranger).toMatchObject({ listed: false, findings: [{ reason: 'unreachable', weight: 'unknown' }] });
      expect(stranger.findings[0]?.said).toMatch(/Host key verification failed/);
      const wrong = await read({ identityFile: join(folder, 'host') });
      expect(wrong.findings[0]?.said).toMatch(/Permission denied/);
      expect((await read({ port: await freePort() })).findings[0]?.said).toMatch(/refused/);
    },
    withinMs,
  );
});

describe('readings that an agent carries', () => {
  const clock = new FakeClock(Date.parse('2026-11-27T02:00:00Z'));
  let folder: string;
  let signer: Signer;
  let key: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'fangzhou-carried-'));
    const privateKey = readPrivateKey(newPrivateKey());
    if (privateKey === undefined) throw new Error('no key');
    signer = signerOf(privateKey, 'fangzhou/backup-agent');
    key = formatVerifierKey(signer.key);
  });
  afterEach(() => removed(folder));

  const reading = (at: number, more: Partial<CatalogueReading> = {}): CatalogueReading => ({
    repositoryId: 'jintan-backup',
    tool: 'restic',
    startedAt: at - 1000,
    finishedAt: at,
    listed: true,
    snapshots: [{ id: 'a1', tags: ['zhixi'], host: 'h', paths: [], startedAt: at - 5000 }],
    findings: [],
    checks: [],
    locks: [],
    ...more,
  });
  const memory = createCatalogueMemory();
  const read = (kept = createCatalogueMemory()) =>
    readRepository(settingsOf('restic', '', { access: { by: 'agent', folder, key } }), depsOf({ clock, memory: kept }));
  const put = (name: string, text: string) => writeFileSync(join(folder, name), text);

  it('takes the newest that is signed, of this repository', async () => {
    const now = clock.now();
    put('1.json', carry(reading(now - 60_000), signer));
    put('2.json', carry(reading(now - 10_000), signer));
    put('3.json', carry(reading(now - 5_000, { repositoryId: 'wujin-backup' }), signer));
    expect(await read()).toMatchObject({ listed: true, finishedAt: now - 10_000, findings: [] });
  });

  it('takes nothing that was changed, is signed by another, or is no document; and says which file', async () => {
    const now = clock.now();
    put('changed.json', carry(reading(now), signer).replace('"zhixi"', '"rulin"'));
    const other = readPrivateKey(newPrivateKey());
    if (other === undefined) throw new Error('no key');
    put('other.json', carry(reading(now), signerOf(other, 'fangzhou/backup-agent')));
    put('noise.json', '{"format":"fangzhou/backup-reading/v1"');
    const { listed, findings } = await read();
    expect(listed).toBe(false);
    expect(findings.map(({ reason, said }) => [reason, said])).toEqual([
      ['signature-wrong', 'changed.json'],
      ['malformed', 'noise.json'],
      ['signature-wrong', 'other.json'],
      ['unreachable', folder],
    ]);
  });

  it('knows an older reading that is put in the place of a newer one, an old one, and one of the future', async () => {
    const now = clock.now();
    put('1.json', carry(reading(now - 1_000), signer));
    expect((await read(memory)).listed).toBe(true);
    put('1.json', carry(reading(now - 90_000), signer));
    expect(await read(memory)).toMatchObject({
      listed: false,
      findings: [{ reason: 'signature-wrong', weight: 'fail' }],
    });
    put('1.json', carry(reading(now - 27 * 3_600_000), signer));
    expect(await read()).toMatchObject({ listed: true, findings: [{ reason: 'unreachable', weight: 'unknown' }] });
    put('1.json', carry(reading(now + 600_000), signer));
    expect(await read()).toMatchObject({ listed: false, findings: [{ reason: 'clock-ahead', weight: 'unknown' }] });
  });

  it('says so when the folder is not there or the declared key is none', async () => {
    removed(folder);
    expect((await read()).findings).toMatchObject([{ reason: 'unreachable' }]);
    key = 'nonsense';
    expect((await read()).findings).toMatchObject([{ reason: 'signature-wrong' }]);
  });
});

async function reaches(port: number): Promise<boolean> {
  const { connect } = await import('node:net');
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}
