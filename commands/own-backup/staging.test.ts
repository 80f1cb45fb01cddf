import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { makingName } from './staging.ts';

it('gives each process a name of its own for what it makes, and takes away what a dead one has left', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'fangzhou-making-'));
  try {
    const dead = spawnSync('true').pid;
    for (const name of [`周一.fzb.making-${dead}`, `周一.fzb.making-${process.ppid}`, '周一.fzb.making-of', '周一.fzb'])
      writeFileSync(join(folder, name), '');
    expect(await makingName(join(folder, '周一.fzb'))).toBe(join(folder, `周一.fzb.making-${process.pid}`));
    expect(readdirSync(folder).sort()).toEqual(
      ['周一.fzb', '周一.fzb.making-of', `周一.fzb.making-${process.ppid}`].sort(),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
