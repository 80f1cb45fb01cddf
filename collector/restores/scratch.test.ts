import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { FakeClock } from '../../core/clock.fake.ts';
import { restoreBounds } from './model.ts';
import { openScratch } from './scratch.ts';

let parent: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'fz-scratch-'));
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

async function opened(more: Partial<Parameters<typeof openScratch>[0]> = {}) {
  const clock = new FakeClock();
  const sizes: number[] = [];
  const scratch = await openScratch({
    ...{ parent, mostBytes: 1_000, mostMs: 60_000, expectedBytes: 10, clock, signal: new AbortController().signal },
    measured: (bytes) => sizes.push(bytes),
    ...more,
  });
  return { clock, scratch, sizes };
}

it('a restore is broken off when it is larger than allowed, and nothing of it is left', async () => {
  const { clock, scratch, sizes } = await opened();
  writeFileSync(join(scratch.folder, 'a'), 'x'.repeat(900));
  await clock.advance(restoreBounds.watchMs);
  await vi.waitFor(() => expect(sizes).toEqual([900]));
  expect(scratch.broken()).toBeUndefined();
  mkdirSync(join(scratch.folder, 'deep'));
  writeFileSync(join(scratch.folder, 'deep', 'b'), 'x'.repeat(200));
  await vi.waitFor(async () => {
    await clock.advance(restoreBounds.watchMs);
    expect(scratch.broken()).toBe('too-large');
  });
  expect(scratch.signal.aborted).toBe(true);
  await scratch.remove();
  expect(readdirSync(parent)).toEqual([]);
});

it('a restore is broken off before the disk is full, whoever fills it', async () => {
  let free = 1e12;
  const { clock, scratch } = await opened({ freeBytes: async () => free });
  await clock.advance(restoreBounds.watchMs);
  expect(scratch.broken()).toBeUndefined();
  free = restoreBounds.keptFreeBytes / 4;
  await vi.waitFor(async () => {
    await clock.advance(restoreBounds.watchMs);
    expect(scratch.broken()).toBe('no-room');
  });
  await scratch.remove();
});
