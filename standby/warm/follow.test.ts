import { cp, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { systemClock } from '../../core/index.ts';
import { openSnapshot } from '../../ledger/index.ts';
import { openStore } from '../../store/index.ts';
import { decodeSet, encodeSet } from '../feed/index.ts';
import { DivergedError, openReplica } from './data.ts';
import type { Follower } from './follow.ts';
import {
  digestOf,
  startPrimary,
  startProxy,
  startStandby,
  type TrialPrimary,
  trialFolder,
  trialSecret,
  trialStore,
  until,
} from './pair.fake.ts';
import { createPeer } from './peer.ts';
import { obstacleTo, previewPromotion, promote } from './promote.ts';

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
  const signed = a.ledger.head().size;
  await a.store.maintain();
  await write(a, 60);
  await until(caughtUp(b, a));
  await b.stop();
  await a.close();
  expect(b.state().copies).toBe(1);
  expect(await digestOf(two)).toEqual(await digestOf(one));
  for (const name of ['000000.entries', 'tree/level-0', 'checkpoint', 'origin', 'keys.public']) {
    const [theirs, own] = await Promise.all([one, two].map((folder) => readFile(join(folder, 'ledger', name))));
    const behind = name === '000000.entries' || name === 'tree/level-0' ? own?.length : undefined;
    // Closing the primary signed once more; what came before is the same to the byte.
    if (name !== 'checkpoint') expect(theirs?.subarray(0, behind), name).toEqual(own);
  }
  const snapshot = await openSnapshot(join(two, 'ledger'));
  expect(snapshot.ok && snapshot.value.checkpoint.size).toBe(signed);
  expect(await readdir(join(two, 'ledger'))).not.toContain('keys');
});

it('goes on where it was when either side was stopped, without a copy', async () => {
  const a = await primary();
  for (let n = 0; n < 5; n++) await write(a, n);
  const b = await standby(a.url);
  await until(caughtUp(b, a));
  await b.stop();
  for (let n = 5; n < 9; n++) await write(a, n);
  await a.close();
  const port = Number(new URL(a.url).port);
  const c = await standby(a.url);
  await until(() => c.state().condition === 'silent');
  const again = await primary({ port });
  await write(again, 9);
  await until(caughtUp(c, again));
  expect(c.state()).toMatchObject({ copies: 0, asides: [] });
  await c.stop();
  await again.close();
  expect(await digestOf(two)).toEqual(await digestOf(one));
});

it('takes a new copy when it was away for longer than changes are kept, and says why', async () => {
  const a = await primary({ spoolBytes: 20_000 });
  await write(a, 0);
  const b = await standby(a.url);
  await until(caughtUp(b, a));
  await b.stop();
  for (let n = 1; n < 80; n++) await write(a, n);
  expect(a.feed.stats().spoolBytes).toBeLessThan(25_000);
  const c = await standby(a.url);
  await until(caughtUp(c, a));
  expect(c.state()).toMatchObject({ copies: 1, copyReason: 'behind', asides: [] });
  await c.stop();
  await a.close();
  expect(await digestOf(two)).toEqual(await digestOf(one));
});

it('takes a new copy when something was written while nobody kept the changes', async () => {
  const a = await primary();
  await write(a, 0);
  const b = await standby(a.url);
  await until(caughtUp(b, a));
  await b.stop();
  await a.close();
  const store = await openStore({ ...trialStore(one) });
  store.put({ collection: 'users', key: 'admin', body: { forgotten: true } });
  await store.close();
  const again = await primary();
  const c = await standby(again.url);
  await until(caughtUp(c, again));
  expect(c.state()).toMatchObject({ copies: 1, copyReason: 'behind' });
  await c.stop();
  await again.close();
  expect(await digestOf(two)).toEqual(await digestOf(one));
});

it('is refused by another key, and says so', async () => {
  const a = await primary();
  const b = await standby(a.url, 'another key of a trial, long enough too');
  await until(() => b.state().condition === 'refused');
  expect(a.door.refused).toBeGreaterThan(0);
  expect(b.state().position).toBeUndefined();
});

it.each(['flip', 'cut'] as const)('outlives a line that does %s what goes over it', async (fault) => {
  const a = await primary();
  for (let n = 0; n < 10; n++) await write(a, n);
  const proxy = await startProxy(Number(new URL(a.url).port), fault);
  cleanUps.push(proxy.close);
  const b = await standby(proxy.url);
  await until(() => ['failing', 'silent'].includes(b.state().condition));
  expect(b.state().position).toBeUndefined();
  proxy.mend();
  await until(caughtUp(b, a));
  proxy.harm();
  for (let n = 10; n < 20; n++) await write(a, n);
  await until(() => ['failing', 'silent'].includes(b.state().condition));
  proxy.mend();
  await until(caughtUp(b, a));
  expect(b.state().copies).toBe(1);
  await b.stop();
  await a.close();
  expect(await digestOf(two)).toEqual(await digestOf(one));
});

it('puts its own data aside, and deletes nothing, when the primary lives another life of the data', async () => {
  const a = await primary();
  for (let n = 0; n < 5; n++) await write(a, n);
  const b = await standby(a.url);
  await until(caughtUp(b, a));
  await b.stop();
  const folders = { data: two, ledger: join(two, 'ledger') };
  const preview = await previewPromotion({
    ...{ folders, clock: systemClock, peer: createPeer({ url: a.url, secret: trialSecret, clock: systemClock }) },
    greeting: (place) => ({ ...a.greeting(), ...place, role: 'standby' }),
  });
  expect(preview).toMatchObject({
    primary: 'primary',
    beyond: { changes: 0, records: 0 },
    key: 'missing',
    ledgerBehind: false,
  });
  expect(obstacleTo({ ...preview, part: 'standby' })).toEqual({ key: 'standby.promote.primary-answers' });
  const generation = await promote({ folders, preview, clock: systemClock });
  expect(generation.number).toBe(2);
  await write(a, 5);
  // The promoted one does not follow the old one back.
  const c = await standby(a.url);
  await until(() => c.state().condition === 'newer');
  await c.stop();
  await a.close();
  // The old one follows the promoted one: what it has beyond is kept beside it.
  const promoted = await startPrimary(two, {}).catch((error: unknown) => error);
  expect(promoted).toMatchObject({ what: { key: 'ledger.problem.key-lost' } });
  await cp(join(one, 'ledger', 'keys'), join(two, 'ledger', 'keys'), { recursive: true });
  const next = await startPrimary(two);
  cleanUps.push(() => next.close());
  await write(next, 50);
  const d = await startStandby(one, next.url);
  cleanUps.push(() => d.stop());
  await until(caughtUp(d, next));
  expect(d.state()).toMatchObject({ copyReason: 'generation', copies: 1 });
  const kept = (await readdir(one)).filter((name) => /^(fangzhou\.db|ledger)\.aside-[^-]+$/.test(name));
  expect(kept).toHaveLength(2);
});

it('passes over sets that come again and refuses ones that come too early, altered or with another past', async () => {
  const a = await primary();
  await write(a, 0);
  const b = await standby(a.url);
  await until(caughtUp(b, a));
  await b.stop();
  const before = a.feed.position();
  for (let n = 1; n < 4; n++) await write(a, n);
  const read = await a.feed.read(before, 1e6);
  const sets = read.kind === 'sets' ? read.sets : [];
  const [first, second, third] = sets as [Uint8Array, Uint8Array, Uint8Array];
  expect(sets).toHaveLength(3);
  const replica = await openReplica(two);
  if (replica === undefined) throw new Error('no copy');
  cleanUps.push(() => replica.close().catch(() => undefined));
  await expect(replica.apply([second, first])).rejects.toThrow(RangeError);
  expect(replica.position).toEqual(before);
  expect(await replica.apply([first])).toBe(1);
  expect(await replica.apply([first, first, second])).toBe(1);
  expect(replica.repeated).toBe(2);
  const flipped = third.map((byte, index) => (index === 60 ? byte ^ 1 : byte));
  await expect(replica.apply([flipped])).rejects.toThrow('not whole');
  const forged = decodeSet(third);
  if (forged === undefined) throw new Error('no set');
  const otherPast = encodeSet({ ...forged, previous: '00'.repeat(32) });
  await expect(replica.apply([otherPast.bytes])).rejects.toThrow(DivergedError);
  const otherEffect = encodeSet({
    ...forged,
    changes: forged.changes.map((each) => ({ ...each, changed: each.changed + 1 })),
  });
  await expect(replica.apply([otherEffect.bytes])).rejects.toThrow(DivergedError);
  expect(await replica.apply([third])).toBe(1);
  await replica.close();
  await a.close();
  expect(await digestOf(two)).toEqual(await digestOf(one));
});

it('is asked by two at once with the same key, and neither is taken for a stranger', async () => {
  const a = await primary();
  const peers = [0, 1, 2].map(() => createPeer({ url: a.url, secret: trialSecret, clock: systemClock }));
  for (let n = 0; n < 5; n++) {
    const answers = await Promise.all(peers.map((peer) => peer.hello({ ...a.greeting(), role: 'standby' })));
    expect(answers.map(({ name }) => name)).toEqual(['one', 'one', 'one']);
  }
});
