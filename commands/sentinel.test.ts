import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { isToken, newNonce, readDiary } from '../collector/index.ts';
import { nodeSha256, parseVerifierKey, type VerifierKey } from '../ledger/index.ts';
import { fangzhou } from './run.fake.ts';

const main = join(import.meta.dirname, '..', 'main.ts');
const folder = mkdtempSync(join(tmpdir(), 'fangzhou-sentinel-'));
const notes = join(folder, 'notes');
const children: ChildProcess[] = [];
let port = 0;
let key: VerifierKey;

afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

async function run(...args: readonly string[]) {
  return fangzhou(['sentinel', ...args], { env: { FANGZHOU_LANG: 'en' } });
}

/** A sentinel as a process of its own; resolves with the document that it prints when it listens. */
async function start(): Promise<{ readonly child: ChildProcess; readonly key: string }> {
  const args = ['--folder', notes, '--name', 's1', '--tcp', `${port}`, '--no-capture', '--json'];
  const child = spawn(process.execPath, [main, 'sentinel', ...args], { stdio: ['ignore', 'pipe', 'ignore'] });
  children.push(child);
  const line = await new Promise<string>((resolve, reject) => {
    child.once('exit', () => reject(new Error('ended before it listened')));
    if (child.stdout !== null) createInterface({ input: child.stdout }).once('line', resolve);
  });
  return { child, key: (JSON.parse(line) as { key: string }).key };
}

function say(nonce: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let heard = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(`FZ1 ${nonce}\n`));
    socket.setEncoding('latin1');
    socket.on('data', (text) => {
      heard += text;
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(heard.trim().replace('FZ1 ', '')));
  });
}

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const exit = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  await exit;
}

async function exported() {
  const file = join(folder, 'out.zip');
  const made = await run('export', file, '--folder', notes, '--json');
  expect(made).toMatchObject({ code: 0 });
  const read = await readDiary(readFileSync(file), { key, last: undefined });
  if (!read.ok) throw new Error(read.what.key);
  return { ...read, made: JSON.parse(made.out) as { records: number } };
}

beforeAll(async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
  await new Promise((resolve) => server.close(resolve));
});

it('answers with its signature, and exports what it heard under the key that it names', async () => {
  const { child, key: text } = await start();
  const parsed = parseVerifierKey(text, nodeSha256);
  if (parsed === undefined) throw new Error(text);
  key = parsed;
  expect(text).toMatch(/^s1\.fangzhou\/sentinel/);
  const nonce = newNonce();
  expect(isToken(key, nonce, await say(nonce))).toBe(true);
  expect(await say('nothing of ours')).toBe('');
  await ended(child, 'SIGTERM');
  expect((await run('key', '--folder', notes)).out.trim()).toBe(text);
  const { notes: told, made, head } = await exported();
  expect(told).toMatchObject([
    { what: 'heard', by: 'tcp', from: '127.0.0.1', nonce },
    { what: 'up', listening: [`tcp:${port}`] },
  ]);
  expect(made.records).toBe(head.size);
}, 60_000);

it('goes on after kill -9 with the same key and a longer record', async () => {
  const before = await exported();
  const first = await start();
  const nonce = newNonce();
  await say(nonce);
  await ended(first.child, 'SIGKILL');
  const again = await start();
  expect(again.key).toBe(first.key);
  const other = newNonce();
  expect(isToken(key, other, await say(other))).toBe(true);
  await ended(again.child, 'SIGTERM');
  const after = await exported();
  expect(after.head.size).toBeGreaterThan(before.head.size);
  expect(JSON.stringify(after.notes)).toContain(other);
  const file = readFileSync(join(folder, 'out.zip'));
  expect(await readDiary(file, { key, last: before.head })).toMatchObject({ ok: true });
}, 60_000);

it('says which address cannot be listened on, and why, in words', async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(port, '127.0.0.1', resolve));
  try {
    const { code, err } = await run(
      '--folder',
      join(folder, 'other'),
      '--tcp',
      `${port}`,
      '--no-capture',
      '--log-level',
      'error',
    );
    expect(code).toBe(1);
    expect(err).toContain(`fangzhou: Cannot listen on 127.0.0.1`);
    expect(err).toMatch(/in use/);
    expect(err).not.toMatch(/at .*\.ts:\d/);
  } finally {
    await new Promise((resolve) => taken.close(resolve));
  }
});

it.each([
  [['walk'], 'none of: run, key, export'],
  [['run', '--name', 'a b'], '--name "a b"'],
  [['--host', 'outside'], '--host: "outside" is no address'],
  [['--tcp', '80,x'], '--tcp: "x" is no port'],
  [['--ntp', '70000'], '--ntp: "70000" is no port'],
  [['--dns', '53'], '--dns needs --zone'],
  [['--inner', '10.1.1'], '--inner: "10.1.1" is no address'],
  [['--prefix', '10.1.1.1/24'], '--prefix: "10.1.1.1/24" is no prefix'],
  [['--control', 'gateway'], '--control: "gateway" is no address'],
  [['--every', '1s'], '--every: "1s" is no duration'],
  [['--tpc', '80'], '--tpc'],
  [['key', 'more'], 'more'],
])('%j is wrong usage', async (args, words) => {
  const { code, out, err } = await run('--folder', join(folder, 'wrong'), ...args);
  expect([code, out]).toEqual([2, '']);
  expect(err).toContain(words);
});

it('without notes there is nothing to export, which is said', async () => {
  for (const verb of ['key', 'export']) {
    const { code, err } = await run(verb, '--folder', join(folder, 'nowhere'));
    expect(code).toBe(1);
    expect(err).not.toMatch(/ENOENT|at .*\.ts/);
  }
});

it('has help', async () => {
  expect(await run('--help')).toMatchObject({ code: 0, err: '' });
});
