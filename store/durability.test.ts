import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { systemClock } from '../core/index.ts';
import { openDriver } from './driver.ts';
import { databaseFile } from './folder.ts';
import { openStore, type Store } from './index.ts';
import { trialFolder, trialOptions } from './trial.ts';

const kills = 10;
const hour = 3_600_000;

/** Starts the writing child and kills it after `acks` acknowledgements and a random moment; gives the last one it made. */
async function writeAndKill(folder: string, first: number, base: number, acks: number): Promise<number> {
  const child = spawn(process.execPath, [
    join(import.meta.dirname, 'durability.child.ts'),
    folder,
    `${first}`,
    `${base}`,
  ]);
  let said = '';
  let complaints = '';
  child.stderr.on('data', (chunk) => {
    complaints += chunk;
  });
  await new Promise<void>((resolve) => {
    child.stdout.on('data', (chunk) => {
      said += chunk;
      if (said.split('\n').length > acks) setTimeout(() => child.kill('SIGKILL'), Math.random() * 40);
    });
    child.on('close', () => resolve());
  });
  expect(complaints).toBe('');
  // A line that the kill cut in half was not said.
  return Number(said.split('\n').at(-2));
}

/** The numbers that the store holds, in order; each row's second value must belong to its first. */
async function numbersIn(store: Store, base: number, until: number): Promise<number[]> {
  const numbers: number[] = [];
  for (const entityId of ['e0', 'e1', 'e2']) {
    for (let from = base; from < base + until * 1000; from += 3 * hour) {
      const { columns } = await store.query({
        kind: 'interface',
        entityId,
        columns: ['in', 'out'],
        from,
        to: from + 3 * hour,
        stepMs: 0,
        aggregate: 'mean',
      });
      columns.in?.forEach((number, index) => {
        expect(columns.out?.[index]).toBe((number ?? 0) * 1.1);
        numbers.push(number ?? Number.NaN);
      });
    }
  }
  return numbers.sort((a, b) => a - b);
}

it('loses nothing that was acknowledged when it is killed at any moment, and says that it was', async () => {
  const { folder, remove } = await trialFolder();
  const base = Math.floor(Date.now() / hour) * hour - 40 * hour;
  let next = 0;
  for (let round = 0; round < kills; round++) {
    const acknowledged = await writeAndKill(folder, next, base, 1 + Math.floor(Math.random() * 30));

    const store = await openStore({ ...trialOptions(folder, systemClock), writeIntervalMs: 1_000 });
    expect(store.opened).toMatchObject({ cleanShutdown: false, mayHaveLostMs: 20 });
    const numbers = await numbersIn(store, base, acknowledged + 1000);
    expect(numbers.length).toBeGreaterThanOrEqual(acknowledged);
    // Whole batches in order: no row missing in between, none twice.
    expect(numbers).toEqual([...numbers.keys()]);
    expect(store.opened.lastSampleAt).toBe(base + (numbers.length - 1) * 1000);
    expect((await store.documents('state'))[0]?.body).toBe(numbers.length);
    expect((await store.journal({ journal: 'events', limit: 1 }))[0]?.body).toBe(numbers.length - 50);
    await store.close();

    const driver = await openDriver(databaseFile(folder), { busyTimeoutMs: 0 });
    expect(await driver.all('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
    // The next child must find an unclean end only when it is killed itself.
    await driver.close();
    next = numbers.length;
  }
  const store = await openStore(trialOptions(folder, systemClock));
  expect(store.opened).toMatchObject({ cleanShutdown: true, mayHaveLostMs: 0 });
  await store.close();
  await remove();
}, 120_000);
