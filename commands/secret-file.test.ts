import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { firstLineOf } from './secret-file.ts';

let folder: string;
let pipe: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fangzhou-secret-'));
  pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const { signal } = new AbortController();
const wait = async (): Promise<void> => undefined;

it('takes the first line of a file, whatever ends it, and nothing of the rest', async () => {
  const file = join(folder, 'file');
  for (const text of ['correct horse\r\nbattery\n', 'correct horse\n', 'correct horse']) {
    writeFileSync(file, text);
    expect(await firstLineOf(file, signal, wait)).toBe('correct horse');
  }
  writeFileSync(file, '');
  expect(await firstLineOf(file, signal, wait)).toBe('');
});

it('waits for who writes into a pipe later, and takes what comes', async () => {
  let looked = 0;
  const line = firstLineOf(pipe, signal, async () => {
    looked += 1;
    if (looked === 3) await appendFile(pipe, '口令 with spaces\n');
  });
  expect(await line).toBe('口令 with spaces');
  expect(looked).toBeGreaterThanOrEqual(3);
});

it('gives up a pipe into which nobody writes, and says so', async () => {
  await expect(firstLineOf(pipe, signal, wait)).rejects.toMatchObject({
    exitCode: 2,
    what: { key: 'cli.backup.password.silent', params: { file: pipe, seconds: 60 } },
  });
});

it('ends at once when it is told to, and says what cannot be read', async () => {
  await expect(firstLineOf(pipe, AbortSignal.abort())).rejects.toMatchObject({ exitCode: 2 });
  await expect(firstLineOf(folder, signal, wait)).rejects.toMatchObject({
    what: { key: 'cli.backup.password.unreadable' },
  });
  await expect(firstLineOf(join(folder, 'none'), signal, wait)).rejects.toMatchObject({ exitCode: 2 });
});
