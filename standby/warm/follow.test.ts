import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Follower } from './follow.ts';
import { digestOf, startPrimary, startStandby, type TrialPrimary, trialFolder, until } from './pair.fake.ts';

const cleanUps: (() => Promise<unknown>)[] = [];
let one: string;
let two: string;

beforeEach(async () => {
  const [first, second] = [await trialFolder(), await trialFolder()];
  one = first.folder;
  two = second.folder;
  cleanUps.push(first.remove, second.remove);
});
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
});

async function primary(options?: Parameters<typeof startPrimary>[1]): Promise<TrialPrimary> {
  const started = await startPrimary(one, options);
  let closed = false;
  const close = async () => {
    if (!closed) await started.close();
    closed = true;
  };
  cleanUps.push(close);
  return { ...started, close };
}

async function standby(url: string, secret?: string): Promise<Follower> {
  const started = await startStandby(two, url, secret);
  let stopped: Promise<void> | undefined;
  const stop = () => {
    stopped ??= started.stop();
    return stopped;
  };
  cleanUps.push(stop);
  return { ...started, stop };
}

const start = Date.parse('2026-10-01T00:00:00Z');
async function write({ store, ledger }: TrialPrimary, n: number): Promise<void> {
  const at = start + n * 10_000;
  store.append([{ kind: 'interface', entityId: `port ${n % 70}`, at, values: [n, undefined] }]);
  store.put({ collection: 'incidents', key: `I${n % 5}`, body: { n, words: '正常 "quoted"' } });
  if (n % 3 === 0) store.put({ collection: 'incidents', key: `I${(n + 1) % 5}`, body: undefined });
  store.record({ journal: 'states', at, subject: `P${n % 4}`, body: { n } });
  ledger.append({ kind: 'incident', subject: `point P${n}`, body: { n } });
  await store.flush();
  await ledger.flush();
}

const caughtUp =
  (follower: Follower, { feed, ledger }: TrialPrimary) =>
  () => {
    const { condition, position, records } = follower.state();
    return (
      condition === 'following' && position?.checksum === feed.position().checksum && records === ledger.head().size
    );
  };

it('holds table by table what the primary holds, and its ledger, after a copy and after changes', async () => {
  const a = await primary();
  for (let n = 0; n < 20; n++) await write(a, n);
  await a.store.maintain();
  const b = await standby(a.url);
  await until(caughtUp(b, a));
  for (let n = 20; n < 60; n++) await write(a, n);
  await a.ledger.putBlob(Buffer.from('evidence'));
  await a.ledger.sign();
  await a.store.maintain();
  await write(a, 60);
  await until(caughtUp(b, a));
  await b.stop();
  await a.close();
  expect(b.state().copies).toBe(1);
  expect(await digestOf(two)).toEqual(await digestOf(one));
  for (const name of ['000000.entries', 'tree/level-0', 'checkpoint', 'origin', 'keys.public'])
    expect((await readFile(join(two, 'ledger', name))).subarray(0, 1e6), name).toBeDefined();
});
