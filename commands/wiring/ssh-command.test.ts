import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fakePair, fakePairPort, fakePairsSettings, procedureOf, steps } from '../../audit/drills/stage.fake.ts';
import { createApprovals, type PairDrill } from '../../audit/index.ts';
import { FakeClock } from '../../core/clock.fake.ts';
import { silentLog, systemClock } from '../../core/index.ts';
import type { DrillCommand, Inventory } from '../../inventory/index.ts';
import type { NewRecord } from '../../ledger/index.ts';
import { createFakeStore } from '../../store/store.fake.ts';
import { freePort } from '../../test/free-port.ts';
import { suiteNeeding, toolPath } from '../../test/needs.ts';
import { openDrills } from './drills.ts';
import { runOverSsh, sshArguments, sshObstacle } from './ssh-command.ts';

const declared: DrillCommand = {
  name: 'switch',
  deviceId: fakePair.memberA,
  host: '127.0.0.1',
  port: 22,
  user: 'drill',
  keyFile: '/keys/k 1',
  knownHostsFile: '/keys/known hosts',
  command: 'sudo systemctl stop keepalived; echo "$(id)"',
  timeoutSeconds: 20,
};

describe('the arguments of ssh', () => {
  it('hold the command as one argument after the host, ask nobody, and read no other configuration', () => {
    const list = sshArguments(declared, '10.10.1.11');
    expect(list.slice(-3)).toEqual(['--', '10.10.1.11', declared.command]);
    expect(list.slice(0, 2)).toEqual(['-F', '/dev/null']);
    for (const option of [
      'BatchMode=yes',
      'StrictHostKeyChecking=yes',
      'IdentitiesOnly=yes',
      'UserKnownHostsFile="/keys/known hosts"',
    ])
      expect(list).toContain(option);
  });

  it('a program that is not there is told in words', async () => {
    const said = await runOverSsh({
      command: declared,
      host: 'x',
      stop: new AbortController().signal,
      clock: systemClock,
      program: '/nonexistent/ssh',
    });
    expect(said).toMatchObject({ exitCode: undefined, text: expect.stringContaining('ENOENT') });
  });
});

describe('what keeps ssh from running a command at all', () => {
  it('is a key that is not there or that others may read, or unknown host keys; each named with its file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'fangzhou-ssh-files-'));
    const [keyFile, knownHostsFile] = [join(folder, 'key'), join(folder, 'hosts')];
    const found = () => sshObstacle({ ...declared, keyFile, knownHostsFile });
    expect(found()).toMatchObject({ key: 'drill.would.key-unreadable', params: { path: keyFile } });
    writeFileSync(keyFile, 'k', { mode: 0o644 });
    expect(found()).toMatchObject({ key: 'drill.would.key-open', params: { path: keyFile } });
    chmodSync(keyFile, 0o600);
    expect(found()).toMatchObject({ key: 'drill.would.hosts-unreadable', params: { path: knownHostsFile } });
    mkdirSync(knownHostsFile);
    expect(found()?.key).toBe('drill.would.hosts-unreadable');
    rmSync(knownHostsFile, { recursive: true });
    writeFileSync(knownHostsFile, '');
    expect(found()).toBeUndefined();
    rmSync(folder, { recursive: true });
  });
});

/** A real sshd of this test on a port of its own, with its own host key, that takes one key. */
async function openSshd() {
  const folder = mkdtempSync(join(tmpdir(), 'fangzhou-sshd-'));
  const port = await freePort();
  const keygen = (name: string) =>
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', join(folder, name)]);
  for (const name of ['host', 'client', 'other']) keygen(name);
  const publicKey = (name: string) => readFileSync(join(folder, `${name}.pub`), 'utf8');
  writeFileSync(join(folder, 'authorized'), publicKey('client'));
  writeFileSync(join(folder, 'known_hosts'), `[127.0.0.1]:${port} ${publicKey('host')}`);
  writeFileSync(join(folder, 'strangers'), `[127.0.0.1]:${port} ${publicKey('other')}`);
  chmodSync(folder, 0o700);
  const config = [
    `ListenAddress 127.0.0.1:${port}`,
    `HostKey ${folder}/host`,
    `AuthorizedKeysFile ${folder}/authorized`,
    `PidFile ${folder}/sshd.pid`,
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'UsePAM no',
    'StrictModes no',
    'PermitRootLogin prohibit-password',
  ];
  writeFileSync(join(folder, 'config'), `${config.join('\n')}\n`);
  mkdirSync('/run/sshd', { recursive: true });
  const daemon: ChildProcess = spawn(toolPath('sshd'), ['-D', '-e', '-f', join(folder, 'config')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await new Promise<void>((resolve, reject) => {
    let heard = '';
    daemon.stderr?.on('data', (bytes: Buffer) => {
      heard += bytes.toString();
      if (heard.includes('Server listening')) resolve();
    });
    daemon.on('exit', () => reject(new Error(heard)));
  });
  const command = (text: string, change: Partial<DrillCommand> = {}): DrillCommand => ({
    ...declared,
    port,
    user: userInfo().username,
    keyFile: join(folder, 'client'),
    knownHostsFile: join(folder, 'known_hosts'),
    command: text,
    ...change,
  });
  return {
    folder,
    command,
    close() {
      daemon.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

suiteNeeding(['sshd', 'root'], 'a declared command over a real sshd', () => {
  let sshd: Awaited<ReturnType<typeof openSshd>>;
  beforeAll(async () => {
    sshd = await openSshd();
  });
  afterAll(() => sshd.close());

  const run = (command: DrillCommand, stop = new AbortController()) =>
    runOverSsh({ command, host: '127.0.0.1', stop: stop.signal, clock: systemClock });

  it('is run as it stands, and what it said on both streams is kept with its exit code', async () => {
    const { text, ...said } = await run(sshd.command('echo out; echo "两 words" >&2; exit 3'));
    expect(said).toEqual({ command: 'switch', deviceId: fakePair.memberA, exitCode: 3, cut: false });
    expect(text.split('\n').sort()).toEqual(['out', '两 words']);
  });

  it('is bounded in what is kept, whatever bytes it says', async () => {
    const said = await run(sshd.command('head -c 200000 /dev/urandom'));
    expect(said).toMatchObject({ exitCode: 0, cut: true });
    expect(said.text.length).toBeLessThanOrEqual(4_000);
    expect(said.text).not.toMatch(/\0/);
  });

  it('is ended when it takes longer than declared, and when a person stops it', async () => {
    const startedAt = performance.now();
    expect(await run(sshd.command('sleep 60', { timeoutSeconds: 1 }))).toMatchObject({ exitCode: undefined });
    const stop = new AbortController();
    const waiting = run(sshd.command('sleep 60'), stop);
    stop.abort();
    expect(await waiting).toMatchObject({ exitCode: undefined });
    expect(performance.now() - startedAt).toBeLessThan(8_000);
  });

  it('is not run where the host shows another key, where the key is not taken, or where nobody listens', async () => {
    const mark = join(sshd.folder, 'mark');
    const text = `touch ${mark}`;
    for (const change of [
      { knownHostsFile: join(sshd.folder, 'strangers') },
      { knownHostsFile: join(sshd.folder, 'nothing') },
      { keyFile: join(sshd.folder, 'other') },
      { port: await freePort() },
    ]) {
      const said = await run(sshd.command(text, change));
      expect(said.exitCode).toBe(255);
      expect(said.text).not.toBe('');
    }
    expect(existsSync(mark)).toBe(false);
  });

  it('switches a pair in a whole drill: approved, run over ssh, seen, measured, reported', async () => {
    const clock = new FakeClock();
    const store = createFakeStore({ kinds: [], clock });
    const records: NewRecord[] = [];
    const ledger = { append: (record: NewRecord) => void records.push(record) };
    const approvals = createApprovals({ store, ledger, clock });
    const port = fakePairPort(clock.now());
    const mark = join(sshd.folder, 'switched');
    const commands = [fakePair.memberA, fakePair.memberB].map((deviceId) =>
      sshd.command(`echo "stopping on ${deviceId}"; touch ${mark}`, { deviceId }),
    );
    const procedure = procedureOf(steps.check, steps.byCommand, steps.switched, steps.report);
    const inventory = {
      city: { hostPairs: new Map([[fakePair.id, fakePair]]), devices: new Map() },
      settings: { drills: { procedures: [procedure], commands }, pairs: fakePairsSettings },
    } as unknown as Inventory;
    const reported: PairDrill[] = [];
    const drills = await openDrills({
      ...{ store, ledger, clock, log: silentLog, approvals, pairs: port, inventory: () => inventory },
      report: async (drill) => {
        reported.push(drill);
        return 'r1';
      },
    });
    await drills.start();
    const li = { user: 'li', role: 'operator' };
    const window = { from: clock.now(), to: clock.now() + 3_600_000 };
    const plan = drills.plan({ pairId: fakePair.id, procedureId: 'p1', window, reason: 'x', by: li });
    const id = plan.ok ? plan.drill.id : '';
    drills.propose(id, li);
    const now = () => drills.find(id) as PairDrill;
    approvals.decide({
      id: now().proposalId ?? '',
      verdict: 'approve',
      by: { user: 'wang', role: 'approver' },
      note: '',
    });
    expect(drills.begin(id, li).ok).toBe(true);
    expect(existsSync(mark)).toBe(false);
    await clock.advance(1_000);
    await expect.poll(() => now().steps.at(-1)?.kind, { timeout: 10_000 }).toBe('observe');
    expect(existsSync(mark)).toBe(true);
    // The pair follows the mark that the command left, as a lab pair would.
    port.roles = { 'app-a': 'none', 'app-b': 'active' };
    port.observedAt = clock.now() + 500;
    await clock.advance(1_000);
    expect(now()).toMatchObject({ state: 'reported', outcome: 'completed', reportId: 'r1' });
    expect(reported.map(({ result }) => result?.rtoMs.verdict)).toEqual(['unknown']);
    expect(now().steps.find(({ kind }) => kind === 'act')?.output).toMatchObject({
      exitCode: 0,
      text: 'stopping on app-a',
    });
    expect(records.find(({ body }) => body.what === 'command-ended')?.body).toMatchObject({
      output: 'stopping on app-a',
      member: 'app-a',
    });
    drills.close();
  });
});
