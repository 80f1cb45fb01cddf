import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { isProcessAlive } from './process-alive.ts';

it('tells a process that runs, also another user’s, from one that has ended and from what is no process id', () => {
  expect(isProcessAlive(process.pid)).toBe(true);
  expect(isProcessAlive(1)).toBe(true);
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  expect(isProcessAlive(pid)).toBe(false);
  for (const none of [0, -1, 1.5, Number.NaN, 2 ** 60]) expect(isProcessAlive(none)).toBe(false);
});
